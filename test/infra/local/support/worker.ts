import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LocalAws } from '#infra/local/local-aws.ts';

/** A handler that notes what it does in the file OUT and that message bodies steer: `hold` waits for the file RELEASE. */
export const workerSource = `
import { appendFileSync, existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
export const handler = async (event, context) => {
  const note = (what) => appendFileSync(process.env.OUT, JSON.stringify({
    what, at: Date.now(), pid: process.pid, invocation: context.awsRequestId,
    remainingMs: context.getRemainingTimeInMillis(), records: event.Records,
  }) + '\\n');
  note('start');
  const has = (word) => event.Records.some(({ body }) => body.startsWith(word));
  while (has('hold') && !existsSync(process.env.RELEASE)) await wait(5);
  if (has('hang')) await wait(60_000);
  if (has('throw')) throw new Error('thrown by the handler');
  if (has('reject')) { void Promise.reject(new Error('rejected aside')); await wait(60_000); }
  note('end');
  if (has('malformed')) return { batchItemFailures: 'none' };
  if (has('unknown')) return { batchItemFailures: [{ itemIdentifier: 'no such id' }] };
  return {
    batchItemFailures: event.Records.filter(({ body }) => body.startsWith('fail')).map(({ messageId }) => ({ itemIdentifier: messageId })),
  };
};
`;

export interface Note {
  readonly what: 'start' | 'end';
  readonly at: number;
  readonly pid: number;
  readonly invocation: string;
  readonly remainingMs: number;
  readonly records: readonly {
    readonly messageId: string;
    readonly receiptHandle: string;
    readonly body: string;
    readonly attributes: Readonly<Record<string, string>>;
  }[];
}

export function readNotes(file: string): Note[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Note);
}

/** Polls a condition; fails with its description when it does not come true in time. */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  withinMs = 20_000,
): Promise<Exclude<T, false | null | undefined>> {
  const endMs = Date.now() + withinMs;
  for (;;) {
    const value = await condition();
    if (value) return value as Exclude<T, false | null | undefined>;
    if (Date.now() > endMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await wait(10);
  }
}

export async function send(local: LocalAws, bodies: readonly string[], delaySeconds = 0): Promise<void> {
  const sqs = new SQSClient({ ...local.clientConfig(), useQueueUrlAsEndpoint: false });
  for (let from = 0; from < bodies.length; from += 10) {
    await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: local.queueUrl('Work'),
        Entries: bodies.slice(from, from + 10).map((body, index) => ({
          Id: String(index),
          MessageBody: body,
          DelaySeconds: delaySeconds,
        })),
      }),
    );
  }
  sqs.destroy();
}

/** Messages of a queue by state, without receiving them: the emulator's own view. */
export async function inspectQueue(
  local: LocalAws,
  logicalId: string,
): Promise<{ readonly ready: number; readonly delayed: number; readonly inflight: number }> {
  const response = await fetch(`${local.endpoint}/_fauxqs/queues/${logicalId}`);
  const { messages } = (await response.json()) as { messages: Record<'ready' | 'delayed' | 'inflight', unknown[]> };
  return { ready: messages.ready.length, delayed: messages.delayed.length, inflight: messages.inflight.length };
}

export async function isEmpty(local: LocalAws, logicalId: string): Promise<boolean> {
  const { ready, delayed, inflight } = await inspectQueue(local, logicalId);
  return ready + delayed + inflight === 0;
}
