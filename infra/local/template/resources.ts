import * as z from 'zod';
import type { Evaluate } from './evaluate.ts';
import { isIgnoredType } from './evaluate.ts';
import { localKinds } from './resource-kinds.ts';
import type { Template } from './template.ts';

const number = z.coerce.number();

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const projection = z.object({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  NonKeyAttributes: z.array(z.string()).optional(),
});
const index = z.object({ IndexName: z.string(), KeySchema: keySchema, Projection: projection });

/** What each type's properties hold, of those that the local run uses; the rest is dropped. */
const propertySchemas = {
  'AWS::SQS::Queue': z.looseObject({}),
  'AWS::DynamoDB::Table': z.object({
    KeySchema: keySchema,
    AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
    GlobalSecondaryIndexes: z.array(index).optional(),
    LocalSecondaryIndexes: z.array(index).optional(),
    TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
  }),
  'AWS::SNS::Topic': z.object({}),
  'AWS::SNS::Subscription': z.object({
    TopicArn: z.string(),
    Protocol: z.string(),
    Endpoint: z.string(),
    RawMessageDelivery: z.boolean().default(false),
    FilterPolicy: z.record(z.string(), z.unknown()).optional(),
    FilterPolicyScope: z.string().optional(),
  }),
  'AWS::S3::Bucket': z.object({}),
  'AWS::Lambda::Function': z.object({
    Handler: z.string(),
    Code: z.object({ S3Key: z.string().optional(), ZipFile: z.string().optional() }),
    /** Seconds. */
    Timeout: number.default(3),
    /** MB. */
    MemorySize: number.default(128),
    ReservedConcurrentExecutions: number.optional(),
    Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()) }).default({ Variables: {} }),
  }),
  'AWS::Lambda::EventSourceMapping': z.object({
    EventSourceArn: z.string(),
    FunctionName: z.string(),
    Enabled: z.boolean().default(true),
    BatchSize: number.default(10),
    MaximumBatchingWindowInSeconds: number.default(0),
    ScalingConfig: z.object({ MaximumConcurrency: number }).optional(),
    FunctionResponseTypes: z.array(z.string()).default([]),
    FilterCriteria: z.undefined({ error: 'filters of event source mappings are not supported locally' }).optional(),
  }),
} as const;

type LocalType = keyof typeof propertySchemas;
export type PropertiesOf<T extends LocalType> = z.infer<(typeof propertySchemas)[T]>;

export interface LocalResource<T extends LocalType> {
  readonly logicalId: string;
  /** Its name in the local AWS: the one that the template gives, else the logical id. */
  readonly name: string;
  readonly arn: string;
  readonly properties: PropertiesOf<T>;
}

export interface LocalResources {
  readonly queues: readonly LocalResource<'AWS::SQS::Queue'>[];
  readonly tables: readonly LocalResource<'AWS::DynamoDB::Table'>[];
  readonly topics: readonly LocalResource<'AWS::SNS::Topic'>[];
  readonly subscriptions: readonly LocalResource<'AWS::SNS::Subscription'>[];
  readonly buckets: readonly LocalResource<'AWS::S3::Bucket'>[];
  readonly functions: readonly LocalResource<'AWS::Lambda::Function'>[];
  readonly mappings: readonly LocalResource<'AWS::Lambda::EventSourceMapping'>[];
}

/** The template's resources with all values evaluated. Throws, naming it, on a resource whose type has no local meaning and is not known to need none. */
export function readResources(template: Template, evaluate: Evaluate): LocalResources {
  const unexpected = Object.entries(template.Resources).filter(
    ([, { Type }]) => !(Type in localKinds) && !isIgnoredType(Type),
  );
  if (unexpected.length > 0) {
    const list = unexpected.map(([id, { Type }]) => `${id} (${Type})`).join(', ');
    throw new Error(`The local run does not know what to do with: ${list}. See infra/local/template/resource-kinds.ts`);
  }

  const read = <T extends LocalType>(type: T, templateType: string = type): LocalResource<T>[] =>
    Object.entries(template.Resources)
      .filter(([, resource]) => resource.Type === templateType)
      .map(([logicalId, resource]) => {
        const parsed = propertySchemas[type].safeParse(evaluate(resource.Properties));
        if (!parsed.success) throw new Error(`${logicalId} (${templateType}): ${z.prettifyError(parsed.error)}`);
        const { nameProperty, attributes } = localKinds[templateType] ?? {};
        const given = nameProperty ? evaluate(resource.Properties[nameProperty]) : undefined;
        const arnAttribute = type === 'AWS::SNS::Topic' ? 'TopicArn' : 'Arn';
        return {
          logicalId,
          name: typeof given === 'string' ? given : logicalId,
          arn: attributes?.[arnAttribute] ? String(evaluate({ 'Fn::GetAtt': [logicalId, arnAttribute] })) : logicalId,
          properties: parsed.data as PropertiesOf<T>,
        };
      });

  return {
    queues: read('AWS::SQS::Queue'),
    tables: [...read('AWS::DynamoDB::Table'), ...read('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable')],
    topics: read('AWS::SNS::Topic'),
    subscriptions: read('AWS::SNS::Subscription'),
    buckets: read('AWS::S3::Bucket'),
    functions: read('AWS::Lambda::Function'),
    mappings: read('AWS::Lambda::EventSourceMapping'),
  };
}
