import { setTimeout as wait } from 'node:timers/promises';
import { type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

export interface GatherOptions {
  readonly queueUrl: string;
  /** Up to 10,000 for a standard queue; a ReceiveMessage brings 10. */
  readonly batchSize: number;
  readonly windowMs: number;
}

/** Lambda's limit of an invocation's payload: a batch ends before it. */
const maxPayloadBytes = 6 * 1024 * 1024;
/** What Lambda's record adds to a body, generously. */
const recordOverheadBytes = 1024;
/** The longest that SQS holds a ReceiveMessage. */
const longPollSeconds = 20;
/** Between two looks at a queue that had nothing while a window is open: a batch that fills up leaves at most this much later. */
const lookMs = 100;

/**
 * Gathers one batch: waits for the first message as long as it takes, then until the batch is full, the window over or the payload
 * limit near. Messages that no longer fit start the next batch.
 */
export function createGather(sqs: SQSClient, { queueUrl, batchSize, windowMs }: GatherOptions) {
  let left: Message[] = [];

  async function receive(limit: number, waitSeconds: number, signal: AbortSignal): Promise<Message[]> {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: Math.min(10, limit),
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
      { abortSignal: signal },
    );
    return Messages;
  }

  return async (signal: AbortSignal): Promise<Message[]> => {
    const batch: Message[] = [];
    let bytes = 0;
    /** Takes messages into the batch; false when it is full. */
    const take = (messages: readonly Message[]): boolean => {
      for (const [index, message] of messages.entries()) {
        const size = sizeOf(message);
        if (batch.length >= batchSize || (batch.length > 0 && bytes + size > maxPayloadBytes)) {
          left.push(...messages.slice(index));
          return false;
        }
        batch.push(message);
        bytes += size;
      }
      return batch.length < batchSize;
    };

    const kept = left;
    left = [];
    if (!take(kept)) return batch;
    while (batch.length === 0) {
      if (!take(await receive(batchSize, longPollSeconds, signal))) return batch;
    }
    // Without a window a batch is what one receive brings.
    if (windowMs === 0) return batch;
    const endsAtMs = Date.now() + windowMs;
    for (;;) {
      const more = await receive(batchSize - batch.length, 0, signal).catch(() => null);
      // What was gathered is not lost on a failed look.
      if (!more) return batch;
      if (!take(more)) return batch;
      const remainingMs = endsAtMs - Date.now();
      if (remainingMs <= 0) return batch;
      if (more.length === 0) await wait(Math.min(lookMs, remainingMs), undefined, { signal });
    }
  };
}

function sizeOf(message: Message): number {
  return Buffer.byteLength(message.Body ?? '') + recordOverheadBytes;
}
