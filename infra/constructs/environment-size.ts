import { Stack } from 'aws-cdk-lib';
import { CfnEIP } from 'aws-cdk-lib/aws-ec2';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import * as z from 'zod';
import { ConfigError } from '../config/resolve-config.ts';
import type { PipelineFunction } from './pipeline-function.ts';

/** "4 KB" (Lambda quotas), of all variables of a function as one JSON text, in which each quotation mark of a value counts twice. */
const mostBytes = 4096;

/** The fields of the configuration that variables grow with. */
const fieldOf: Readonly<Record<string, string>> = {
  LIMITS: 'limits',
  SENDERS: 'senders',
  SENDER: 'senders',
  LANES: 'lanes',
  RETRY_SCHEDULE: 'lanes',
  EGRESSES: 'egresses',
  EGRESS: 'egresses',
  DKIM: 'dkim',
  SIGNING_DOMAINS: 'dkim',
  CONTENT_SOURCES: 'contentSources',
  FEEDBACK_SOURCES: 'feedbackSources',
};

/** Throws a ConfigError where a function would have more variables than Lambda takes: CloudFormation says so in mid-deploy only. */
export function checkEnvironmentSizes(functions: readonly PipelineFunction[]): void {
  const faults = functions.flatMap((fn) => {
    const variables = variablesOf(fn);
    const bytes = bytesOf(variables);
    if (bytes <= mostBytes) return [];
    const largest = Object.entries(variables)
      .flatMap(([name, value]) => (fieldOf[name] ? [{ field: fieldOf[name], bytes: bytesOf({ [name]: value }) }] : []))
      .sort((left, right) => right.bytes - left.bytes)
      .filter((one, index) => index === 0 || one.bytes > mostBytes / 10);
    const list = largest.map((one) => `${one.field} (${one.bytes} bytes)`).join(', ');
    const hasEgress = largest.some(({ field }) => field === 'egresses');
    return [
      `${largest[0]?.field ?? fn.name}: the variables of the ${fn.name} function have ${bytes} bytes, and Lambda takes ${mostBytes}; ` +
        `state fewer or shorter ${list}${hasEgress ? ', and a long warm-up as firstDay, growth and until' : ''}`,
    ];
  });
  if (faults.length > 0) throw ConfigError.of(faults);
}

function bytesOf(variables: Readonly<Record<string, string>>): number {
  return Buffer.byteLength(JSON.stringify(variables));
}

const resolvedSchema = z.object({ variables: z.record(z.string(), z.unknown()) });

/** As Lambda will have them: what CloudFormation puts in is as long as it may get. */
function variablesOf({ function: fn }: PipelineFunction): Record<string, string> {
  const stack = Stack.of(fn);
  const { environment } = fn.node.defaultChild as CfnFunction;
  const { variables } = resolvedSchema.parse(stack.resolve(environment));
  const refs = longestRefs(stack);
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, lengthened(value, refs)]));
}

const pseudo: Readonly<Record<string, string>> = {
  'AWS::Region': 'ap-southeast-1',
  'AWS::AccountId': '123456789012',
  'AWS::Partition': 'aws-us-gov',
};

/** A name that CloudFormation makes has the stack's, a logical id and 12 characters; an ARN of SNS 50 more. */
const generated = 'x'.repeat(100);

const intrinsicSchema = z.union([
  z.object({ Ref: z.string() }).transform(({ Ref }) => ({ ref: Ref })),
  z
    .object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) })
    .transform((join) => ({ join: join['Fn::Join'] })),
]);

function lengthened(value: unknown, refs: ReadonlyMap<string, string>): string {
  if (typeof value === 'string') return value;
  const parsed = intrinsicSchema.safeParse(value);
  if (!parsed.success) return generated;
  if ('ref' in parsed.data) return pseudo[parsed.data.ref] ?? refs.get(parsed.data.ref) ?? generated;
  const [separator, parts] = parsed.data.join;
  return parts.map((part) => lengthened(part, refs)).join(separator);
}

/** What there is one of for each lane, egress or address, by logical id: queues' URLs and Elastic IPs. */
function longestRefs(stack: Stack): ReadonlyMap<string, string> {
  const idOf = (resource: CfnQueue | CfnEIP) => String(stack.resolve(resource.logicalId));
  const nodes = stack.node.findAll();
  return new Map([
    ...nodes
      .filter((node) => node instanceof CfnQueue)
      .map((queue): [string, string] => {
        const name = lengthened(stack.resolve(queue.queueName), new Map());
        return [idOf(queue), `https://sqs.${pseudo['AWS::Region']}.amazonaws.com/${pseudo['AWS::AccountId']}/${name}`];
      }),
    ...nodes
      .filter((node) => node instanceof CfnEIP)
      .map((address): [string, string] => [idOf(address), '255.255.255.255']),
  ]);
}
