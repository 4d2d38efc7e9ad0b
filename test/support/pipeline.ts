import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from '#infra/build-app.ts';
import { config as shippedConfig } from '#infra/config.ts';
import type { LocalOverrides } from '#infra/config/local-stage.ts';
import type { Config } from '#infra/config/resolve-config.ts';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '#infra/local/local-aws.ts';
import { readAssembly } from '#infra/local/template/read-assembly.ts';
import type { ReceiverSpec } from '#infra/local/receivers/receiver-spec.ts';
import { startReceivers } from '#infra/local/receivers/receivers.ts';
import { createLedgerReader } from '#shared/adapters/dynamodb-manifest.ts';
import { createQueueDepths } from '#shared/adapters/queue-depths.ts';
import { createQueueSender } from '#shared/adapters/sqs-sender.ts';
import { asciiJson } from '#shared/mail/ascii-json.ts';
import { systemClock } from '#shared/adapters/system-clock.ts';
import { audit, type AuditReport } from '#shared/ledger/audit.ts';
import { messagesIn } from '#shared/ledger/queue-depth.ts';
import type { Routes } from '#shared/routing/egress.ts';
import { until } from './until.ts';

export interface PipelineOptions extends Pick<LocalAwsOptions, 'variables' | 'dynamoDb' | 'secrets'> {
  /** By the domain whose mail each takes. */
  readonly receivers?: Readonly<Record<string, Omit<ReceiverSpec, 'name'>>>;
  /** By domain, receivers that were started elsewhere. */
  readonly routes?: Routes;
  readonly overrides?: Omit<LocalOverrides, 'routes'>;
  readonly config?: Config;
}

/** The whole pipeline on this machine, from its synthesised template, with receivers that count. */
export async function startPipeline({
  receivers: specs = {},
  routes: otherRoutes,
  overrides,
  config,
  ...awsOptions
}: PipelineOptions) {
  await using stack = new AsyncDisposableStack();
  const dir = mkdtempSync(join(tmpdir(), 'sluice-test-'));
  stack.defer(() => rmSync(dir, { recursive: true, force: true }));
  const receipts = join(dir, 'receipts.jsonl');
  const receivers = await startReceivers(
    Object.entries(specs).map(([name, spec]) => ({ name, ...spec })),
    receipts,
  );
  stack.use(receivers);
  const ownRoutes = Object.fromEntries(Object.keys(specs).map((name) => [name, receivers.target(name)]));
  const assemblyDir = join(dir, 'cdk.out');
  buildApp({
    stage: 'local',
    overrides: { ...overrides, routes: { ...ownRoutes, ...otherRoutes } },
    outdir: assemblyDir,
    ...(config ? { config } : {}),
  }).synth();
  const aws = await startLocalAws({
    template: readAssembly(assemblyDir),
    assemblyDir,
    runDir: join(dir, 'run'),
    ...awsOptions,
  });
  stack.use(aws);
  const started = stack.move();

  const sqs = new SQSClient({ ...aws.clientConfig('user'), useQueueUrlAsEndpoint: false });
  const dynamodb = new DynamoDBClient(aws.clientConfig('auditor'));
  const s3 = new S3Client(aws.clientConfig('user'));
  const submitQueue = createQueueSender(sqs, output(aws, 'SubmitQueueUrl'), systemClock);
  const reader = createLedgerReader(dynamodb, {
    ledgerTable: output(aws, 'LedgerTable'),
    manifestTable: output(aws, 'ManifestTable'),
  });
  const readDepths = createQueueDepths(
    sqs,
    Object.entries(aws.outputs)
      .filter(([name]) => /^(SubmitQueueUrl|Lane.*(Ready|Retry))$/.test(name))
      .map(([queue, url]) => ({ queue, url, role: 'work' as const })),
  );
  const startedAtMs = Date.now();

  return {
    aws,
    receivers,
    sqs,
    s3,
    reader,
    dir,
    /** Enqueues submissions as a user would, and waits until SQS has them. */
    async enqueue(submissions: readonly object[]): Promise<void> {
      const sends = submissions.map((submission) => submitQueue.send({ body: asciiJson(submission), delaySeconds: 0 }));
      submitQueue.flush();
      await Promise.all(sends);
    },
    /** Bodies as they are, for what is no submission. */
    async enqueueRaw(bodies: readonly string[]): Promise<void> {
      const sends = bodies.map((body) => submitQueue.send({ body, delaySeconds: 0 }));
      submitQueue.flush();
      await Promise.all(sends);
    },
    depths: readDepths,
    /** Waits until no queue of the mail's way holds a message, seen or unseen. */
    untilEmpty: (withinMs = 60_000) =>
      until(async () => (await readDepths()).every((depth) => messagesIn(depth) === 0), { withinMs, everyMs: 200 }),
    audit: (): Promise<AuditReport> =>
      audit(reader, { fromMs: startedAtMs - 60_000, toMs: Date.now() + 60_000 }, readDepths, { clock: systemClock }),
    /** Waits until so many deliveries are accepted and none is waiting; the audit of then. */
    async untilDrained(accepted: number, withinMs = 90_000): Promise<AuditReport> {
      let report = await this.audit();
      await until(
        async () => {
          report = await this.audit();
          return report.accepted >= accepted && report.waiting === 0;
        },
        { withinMs, everyMs: 300, what: () => JSON.stringify(report) },
      );
      return report;
    },
    /** When each delivery was accepted, epoch milliseconds, by its id: booked, just before its copy enters the lane. */
    async acceptedAtMs(): Promise<Map<string, number>> {
      const times = new Map<string, number>();
      for await (const { ids, acceptedAtMs } of reader.accepted(startedAtMs - 60_000, Date.now() + 60_000)) {
        for (const id of ids) times.set(id, acceptedAtMs);
      }
      return times;
    },
    /** Copies at the receivers, by delivery id. */
    async copies(): Promise<Map<string, number>> {
      const counts = new Map<string, number>();
      for (const { deliveryId } of await receivers.receipts()) {
        counts.set(deliveryId ?? '', (counts.get(deliveryId ?? '') ?? 0) + 1);
      }
      return counts;
    },
    async [Symbol.asyncDispose]() {
      sqs.destroy();
      dynamodb.destroy();
      s3.destroy();
      await started[Symbol.asyncDispose]();
    },
  };
}

export type Pipeline = Awaited<ReturnType<typeof startPipeline>>;

export function output(aws: LocalAws, name: string): string {
  const value = aws.outputs[name];
  if (value === undefined)
    throw new Error(`the template has no output ${name}: ${Object.keys(aws.outputs).join(', ')}`);
  return value;
}

/** The shipped configuration with small batches, so that many invocations are wanted at once. */
export function withBatchSize(batchSize: number): Config {
  const lanes = Object.entries(shippedConfig.lanes).map(([name, lane]) => [
    name,
    { ...lane, batchSize, batchingWindowSeconds: 1 },
  ]);
  return { ...shippedConfig, lanes: Object.fromEntries(lanes) };
}

/** A submission as a user writes it. */
export function submissionFor(id: string, to: string | readonly string[], changes: object = {}): object {
  return {
    version: 1,
    id,
    from: 'Sluice News <news@sender.test>',
    to,
    subject: 'Hello',
    text: 'A short text.',
    stream: 'bulk',
    ...changes,
  };
}
