import { statSync } from 'node:fs';
import { join } from 'node:path';
import { config as shippedConfig } from '#infra/config.ts';
import type { LocalOverrides } from '#infra/config/local-stage.ts';
import type { RecordedCalls } from '#infra/local/gateway/recorder.ts';
import type { FunctionUse } from '#infra/local/functions.ts';
import type { ReceiverLimits } from '#infra/local/receivers/receiver-spec.ts';
import { startPipeline, submissionFor } from '#test/support/pipeline.ts';

/** As the issue of cost is put: the shipped configuration with batches of 100. */
export const batchSize = 100;

export interface Campaign {
  readonly messages: number;
  /** Of a message's text. */
  readonly textBytes: number;
  /** Of the one site that takes it all. @default none */
  readonly receiver?: ReceiverLimits;
  readonly overrides?: Omit<LocalOverrides, 'routes'>;
  /** Sent before, and not counted: the bucket learns that the site is open. @default 0 */
  readonly before?: number;
}

export interface CampaignUse {
  readonly messages: number;
  /** Of the pipeline alone: what its user called to enqueue, and its operator to look, is left out. */
  readonly calls: readonly RecordedCalls[];
  readonly functions: readonly (FunctionUse & { readonly logBytes: number })[];
}

/** Submissions that are enqueued at once. */
const chunk = 1_000;

/** Sends a campaign through the whole pipeline and returns what it came to. Throws unless all of it was delivered once. */
export async function measureCampaign({
  messages,
  textBytes,
  receiver,
  overrides,
  before = 0,
}: Campaign): Promise<CampaignUse> {
  const lanes = { ...shippedConfig.lanes, bulk: { ...shippedConfig.lanes['bulk'], batchSize } };
  await using pipeline = await startPipeline({
    receivers: { 'site.test': receiver ? { limits: receiver } : {} },
    ...(overrides ? { overrides } : {}),
    config: { ...shippedConfig, lanes } as typeof shippedConfig,
    // What reads and refuses as DynamoDB does, without a call more.
    dynamoDb: 'dynoxide',
  });
  const text = 'x'
    .repeat(70)
    .concat('\n')
    .repeat(Math.ceil(textBytes / 71))
    .slice(0, textBytes);
  const total = before + messages;
  const send = async (from: number, to: number): Promise<void> => {
    for (let first = from; first < to; first += chunk) {
      const ids = Array.from({ length: Math.min(chunk, to - first) }, (_, index) => first + index);
      await pipeline.enqueue(ids.map((id) => submissionFor(`mail-${id}`, `user${id}@site.test`, { text })));
    }
    await pipeline.untilDrained(to, 300_000);
    await pipeline.untilEmpty();
  };
  const look = () => ({
    calls: pipeline.aws.calls().filter(({ caller }) => !callersAside.includes(caller)),
    functions: pipeline.aws.invocations().map((use) => ({
      ...use,
      logBytes: statSync(join(pipeline.dir, 'run', `${use.function}.log`)).size,
    })),
  });
  await send(0, before);
  const atStart = look();
  await send(before, total);
  const report = await pipeline.audit();
  const copies = (await pipeline.receivers.receipts()).length;
  if (report.byState.delivered !== total || report.doubts > 0 || copies !== total) {
    throw new Error(`${total} messages were to be delivered once: ${copies} copies, ${JSON.stringify(report)}`);
  }
  const atEnd = look();
  return {
    messages,
    calls: atEnd.calls.map((row) => {
      const earlier = atStart.calls.find((one) => callOf(one) === callOf(row));
      return {
        ...row,
        calls: row.calls - (earlier?.calls ?? 0),
        units: row.units - (earlier?.units ?? 0),
        items: row.items - (earlier?.items ?? 0),
      };
    }),
    functions: atEnd.functions.map((use) => {
      const earlier = atStart.functions.find((one) => one.function === use.function);
      return {
        ...use,
        invocations: use.invocations - (earlier?.invocations ?? 0),
        gbSeconds: use.gbSeconds - (earlier?.gbSeconds ?? 0),
        logBytes: use.logBytes - (earlier?.logBytes ?? 0),
      };
    }),
  };
}

const callOf = ({ caller, service, operation, resource }: RecordedCalls) =>
  [caller, service, operation, resource].join(' ');

const callersAside = ['user', 'auditor', '(local)'];
