import type { SQSClient } from '@aws-sdk/client-sqs';
import { type DeliveryCopy, deliveryCopySchema } from '#shared/mail/delivery.ts';
import { intercept } from '#test/support/sdk-middleware.ts';

interface Enqueued {
  readonly copy: DeliveryCopy;
  readonly delaySeconds: number;
  /** The queue's name. */
  readonly queue: string;
}

interface SendInput {
  readonly QueueUrl?: string;
  readonly Entries?: readonly { readonly MessageBody?: string; readonly DelaySeconds?: number }[];
}

/** What a client enqueues from now on, until the end of the scope. */
export function watchEnqueued(sqs: SQSClient): Disposable & { readonly all: readonly Enqueued[] } {
  const all: Enqueued[] = [];
  const watch = intercept(sqs, ({ name, input }, pass) => {
    const { Entries = [], QueueUrl = '' } = input as SendInput;
    for (const { MessageBody = '', DelaySeconds = 0 } of name === 'SendMessageBatch' ? Entries : []) {
      const copy = deliveryCopySchema.parse(JSON.parse(MessageBody));
      all.push({ copy, delaySeconds: DelaySeconds, queue: QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1) });
    }
    return pass();
  });
  return { all, [Symbol.dispose]: () => watch[Symbol.dispose]() };
}
