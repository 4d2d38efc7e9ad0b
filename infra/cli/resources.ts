import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { KnownQueue } from '#shared/adapters/queue-depths.ts';
import { type Arguments, type Io, type OptionSpec, UsageError } from './command.ts';

/** The stack's outputs that the commands need; lanes add three queues each. */
const outputsSchema = z.looseObject({
  LedgerTable: z.string(),
  ManifestTable: z.string(),
  SubmitQueueUrl: z.string(),
});

/** The variables by which a local run says where its AWS is. */
const environmentSchema = z.looseObject({
  AWS_ENDPOINT_URL: z.url(),
  AWS_ENDPOINT_URL_DYNAMODB: z.url().optional(),
  AWS_ENDPOINT_URL_SQS: z.url().optional(),
  AWS_REGION: z.string(),
  AWS_ACCESS_KEY_ID: z.string(),
  AWS_SECRET_ACCESS_KEY: z.string(),
});

export interface LaneQueues {
  readonly name: string;
  readonly ready: KnownQueue;
  readonly retry: KnownQueue;
  readonly deadLetters: KnownQueue;
}

export interface Resources {
  /** The stack's name and its outputs, as they stand in the file. */
  readonly stack: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly ledgerTable: string;
  readonly manifestTable: string;
  readonly lanes: readonly LaneQueues[];
  /** In the order in which mail travels. */
  readonly queues: readonly KnownQueue[];
  /** Null: wherever the SDK's own configuration points. */
  readonly place: z.infer<typeof environmentSchema> | null;
}

export const resourceOptions: readonly OptionSpec[] = [
  {
    name: 'resources',
    value: 'FILE',
    help: "the stack's outputs, as `cdk deploy --outputs-file FILE` or a local run writes them (else: $SLUICE_OUTPUTS)",
  },
  { name: 'stack', value: 'NAME', help: 'the stack, where the file has several pipelines' },
];

const hint = 'give --resources FILE (what "cdk deploy --outputs-file FILE" writes) or set SLUICE_OUTPUTS';

/**
 * Finds the pipeline's resources in a file of outputs: `{"STACK": {"LedgerTable": "…"}}`. A local run adds
 * `"environment": {"AWS_ENDPOINT_URL": "…"}`, the place to which these names belong.
 */
export function findResources({ values }: Pick<Arguments, 'values'>, io: Pick<Io, 'env'>): Resources {
  const file = values['resources'] ?? io.env['SLUICE_OUTPUTS'];
  if (file === undefined || file === '') throw new UsageError(`which pipeline? ${hint}`);
  const { environment, ...stacks } = readOutputs(file);
  const { name, outputs } = chooseStack(file, stacks, values['stack']);
  const known = outputsSchema.safeParse(outputs);
  if (!known.success) {
    const missing = known.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new UsageError(`${file}: stack ${name} lacks the outputs ${missing}; is it a Sluice pipeline?`);
  }
  const place = environment === undefined ? null : environmentSchema.safeParse(environment);
  if (place?.success === false) throw new UsageError(`${file}: "environment" is not as a local run writes it`);
  return {
    stack: name,
    outputs: known.data,
    ledgerTable: known.data.LedgerTable,
    manifestTable: known.data.ManifestTable,
    lanes: lanesIn(known.data),
    queues: queuesIn(known.data),
    place: place?.data ?? null,
  };
}

function readOutputs(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `cannot read ${file} (${error instanceof Error && 'code' in error ? String(error.code) : ''}); ${hint}`,
    );
  }
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    throw new UsageError(`${file} is not a JSON object of stacks and their outputs; ${hint}`);
  }
}

function chooseStack(file: string, stacks: Readonly<Record<string, unknown>>, wanted: string | undefined) {
  const names = Object.keys(stacks);
  if (wanted !== undefined) {
    if (!names.includes(wanted)) throw new UsageError(`${file} has no stack ${wanted}, only ${names.join(', ')}`);
    return { name: wanted, outputs: stacks[wanted] };
  }
  const pipelines = names.filter((name) => z.looseObject({ LedgerTable: z.string() }).safeParse(stacks[name]).success);
  const [name] = pipelines;
  if (name === undefined) throw new UsageError(`${file} has no stack with the output LedgerTable; ${hint}`);
  if (pipelines.length > 1)
    throw new UsageError(`${file} has several pipelines; choose: --stack ${pipelines.join(' | ')}`);
  return { name, outputs: stacks[name] };
}

/** A queue is known by the last part of its URL; an output that is missing leaves it out. */
function queueIn(outputs: Readonly<Record<string, unknown>>, output: string, role: KnownQueue['role']): KnownQueue[] {
  const url = outputs[output];
  return typeof url === 'string' ? [{ queue: url.split('/').at(-1) ?? output, url, role }] : [];
}

/** Outputs are named, for each lane, `Lane<Name>Ready`, `…Retry` and `…DeadLetter`. */
function lanesIn(outputs: Readonly<Record<string, unknown>>): LaneQueues[] {
  return Object.keys(outputs).flatMap((output) => {
    const lane = /^Lane(.+)Ready$/.exec(output)?.[1];
    if (lane === undefined) return [];
    const [ready] = queueIn(outputs, output, 'work');
    const [retry] = queueIn(outputs, `Lane${lane}Retry`, 'work');
    const [deadLetters] = queueIn(outputs, `Lane${lane}DeadLetter`, 'dead-letter');
    // `PasswordReset` was `password-reset`.
    const name = lane.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase();
    return ready && retry && deadLetters ? [{ name, ready, retry, deadLetters }] : [];
  });
}

function queuesIn(outputs: Readonly<Record<string, unknown>>): KnownQueue[] {
  const lanes = lanesIn(outputs);
  return [
    ...queueIn(outputs, 'SubmitQueueUrl', 'work'),
    ...lanes.flatMap(({ ready, retry }) => [ready, retry]),
    ...queueIn(outputs, 'SubmitDeadLetterQueueUrl', 'dead-letter'),
    ...lanes.map(({ deadLetters }) => deadLetters),
  ];
}
