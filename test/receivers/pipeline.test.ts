import { describe, expect, it } from 'vitest';
import { type LimitTable, parseRate } from '#shared/bucket/limits.ts';
import { startPipeline, submissionFor, withBatchSize } from '#test/support/pipeline.ts';
import { startPostfix } from './support/postfix.ts';

/** Of Postfix. A rate is counted per 10 s, `anvil_rate_time_unit`. */
interface Limits {
  readonly connections: number;
  readonly rate?: string;
}

interface Campaign {
  readonly messages: number;
  readonly receiver: Limits;
  /** What the pipeline is told of it. */
  readonly told?: LimitTable;
}

/** Copies in one invocation: so few that many senders want a connection at once. */
const batchSize = 10;
/** Invocations at once over the lane's two queues, of which the ready queue has 9. */
const invocations = 12;

/** Sends mail to a real Postfix through the whole pipeline and holds what Postfix has against what was accepted. */
async function sendToPostfix({ messages, receiver, told = {} }: Campaign) {
  const mailsPerTenSeconds = receiver.rate === undefined ? null : parseRate(receiver.rate).messages;
  await using postfix = await startPostfix({
    parameters: {
      smtpd_client_connection_count_limit: String(receiver.connections),
      ...(mailsPerTenSeconds === null ? {} : { smtpd_client_message_rate_limit: String(mailsPerTenSeconds) }),
    },
  });
  await using pipeline = await startPipeline({
    routes: { 'rx.test': { host: '127.0.0.1', port: postfix.port } },
    overrides: { maxConcurrency: invocations, limits: told, ehloName: 'sender.test' },
    config: withBatchSize(batchSize),
  });
  await pipeline.enqueue(
    Array.from({ length: messages }, (_, index) => submissionFor(`mail-${index}`, `user${index}@rx.test`)),
  );
  const report = await pipeline.untilDrained(messages, 180_000);
  expect(report).toMatchObject({ accepted: messages, byState: { delivered: messages }, doubts: 0 });

  const copies = await postfix.copies();
  expect(copies.map(({ messageId }) => messageId.split('@')[0] ?? '').sort()).toEqual(
    [...(await pipeline.acceptedAtMs()).keys()].sort(),
  );
  const senders = pipeline.aws.environments().filter((environment) => environment.function.includes('Bulk')).length;
  expect(senders).toBeGreaterThanOrEqual(6);

  const seconds = ((copies.at(-1)?.atMs ?? 0) - (copies[0]?.atMs ?? 0)) / 1000;
  const refusals = postfix.refusals();
  const refusalsPerDelivery = (refusals.connections + refusals.mails) / messages;
  const use = mailsPerTenSeconds === null ? null : messages / ((mailsPerTenSeconds / 10) * seconds);
  console.info(
    `${receiver.connections} connections${receiver.rate === undefined ? '' : ` and ${receiver.rate}`}, ` +
      `${Object.keys(told).length === 0 ? 'untold' : 'told'}, ${senders} senders: ` +
      `${messages} delivered once each in ${seconds.toFixed(1)} s` +
      `${use === null ? '' : `, use ${(100 * use).toFixed(1)} %`}; refused ${refusals.connections} connections ` +
      `and ${refusals.mails} mails, ${refusalsPerDelivery.toFixed(3)} a delivery`,
  );
  return { use, refusals, refusalsPerDelivery };
}

describe('a real Postfix at the end of the whole pipeline', () => {
  it('gets all mail once over five connections that it did not tell of', async () => {
    const run = await sendToPostfix({ messages: 500, receiver: { connections: 5 } });
    // A sender that retries blindly is refused more often than it delivers.
    expect(run.refusalsPerDelivery).toBeLessThanOrEqual(0.06);
  });

  it('has its rate found and used when it tells of nothing', async () => {
    const run = await sendToPostfix({ messages: 500, receiver: { connections: 5, rate: '60/10s' } });
    expect(run.use).toBeGreaterThanOrEqual(0.8);
    expect(run.refusalsPerDelivery).toBeLessThanOrEqual(0.06);
  });

  it('never refuses a connection where its limit was told', async () => {
    const run = await sendToPostfix({
      messages: 500,
      receiver: { connections: 5 },
      told: { 'rx.test': { connections: 5 } },
    });
    expect(run.refusals).toEqual({ connections: 0, mails: 0 });
  });

  it('never refuses a message where its rate was told, too', async () => {
    const run = await sendToPostfix({
      messages: 150,
      receiver: { connections: 5, rate: '60/10s' },
      // Postfix's windows of 10 s last up to 11 s: anvil(8) counts in whole seconds and begins anew when its 10 s are past.
      told: { 'rx.test': { connections: 5, rate: '60/10s' } },
    });
    expect(run.refusals).toEqual({ connections: 0, mails: 0 });
  });
});
