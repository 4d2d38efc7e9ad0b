import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from '../clock.ts';
import { createBatcher } from './batcher.ts';
import { retryEntries } from './retry-entries.ts';

/** SQS takes at most this as DelaySeconds (SQS quotas); a copy that is due later keeps `notBeforeMs` and hops. */
export const maxDelaySeconds = 900;

export interface OutgoingMessage {
  /** ASCII JSON (`asciiJson`), which every queue takes; or a body that SQS delivered. */
  readonly body: string;
  /** At most 900 (the SQS limit for DelaySeconds). */
  readonly delaySeconds: number;
  /** Fair queues: the tenant of the message. */
  readonly group?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface QueueSender {
  /** Resolves when SQS has the message. */
  send(message: OutgoingMessage): Promise<void>;
  flush(): void;
}

/** Sends to one queue in batches; entries that fail on SQS's side are tried again `tries` times with a growing wait. */
export function createQueueSender(
  client: SQSClient,
  queueUrl: string,
  clock: Clock,
  { lingerMs = 20, tries = 3 } = {},
): QueueSender {
  const batcher = createBatcher<OutgoingMessage>({ maxEntries: 10, maxBytes: 1_000_000, lingerMs }, (messages) =>
    retryEntries(
      messages.length,
      async (indexes) => {
        const entries = messages.flatMap((message, index) =>
          indexes.includes(index) ? [toEntry(index, message)] : [],
        );
        const { Failed = [] } = await client.send(
          new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }),
        );
        return Failed;
      },
      clock,
      tries,
    ),
  );
  return {
    send: (message) => batcher.add(message, sizeBytes(message)),
    flush: () => batcher.flush(),
  };
}

/** What SQS counts: body and attributes in UTF-8. Refused submissions come as their users wrote them, not in ASCII. */
function sizeBytes({ body, attributes = {} }: OutgoingMessage): number {
  const attributeBytes = Object.entries(attributes).reduce(
    (sum, [key, value]) => sum + key.length + value.length + 6,
    0,
  );
  return Buffer.byteLength(body) + attributeBytes;
}

function toEntry(index: number, message: OutgoingMessage) {
  return {
    Id: String(index),
    MessageBody: message.body,
    DelaySeconds: message.delaySeconds,
    ...(message.group === undefined ? {} : { MessageGroupId: message.group.slice(0, 128) }),
    ...(message.attributes === undefined
      ? {}
      : {
          MessageAttributes: Object.fromEntries(
            Object.entries(message.attributes).map(([key, value]) => [key, { DataType: 'String', StringValue: value }]),
          ),
        }),
  };
}
