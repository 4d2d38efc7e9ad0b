import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

export interface DeadLetter {
  readonly messageId: string;
  readonly body: string;
  readonly receiptHandle: string;
}

/** A dead-letter queue while somebody goes through it. */
export interface DeadLetters {
  /** At most ten that nobody looked at just now; none when the queue has no more. They are hidden from others meanwhile. */
  receive(atMost: number): Promise<DeadLetter[]>;
  /** At most ten. Throws where one could not be removed: it comes again. */
  remove(letters: readonly DeadLetter[]): Promise<void>;
  /** Makes them visible again. At most ten. */
  release(letters: readonly DeadLetter[]): Promise<void>;
}

/** SQS's most for one call. */
export const lettersAtOnce = 10;

/** Whoever is killed on the way hides messages no longer than this, s. */
const hiddenSeconds = 120;
/** A receive that waits asks all of SQS's servers: nothing is there when it brings nothing. */
const waitSeconds = 1;

export function createDeadLetters(client: SQSClient, queueUrl: string): DeadLetters {
  const entries = (letters: readonly DeadLetter[]) =>
    letters.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }));
  return {
    async receive(atMost) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: Math.min(lettersAtOnce, atMost),
          VisibilityTimeout: hiddenSeconds,
          WaitTimeSeconds: waitSeconds,
        }),
      );
      return Messages.map(({ MessageId = '', Body = '', ReceiptHandle = '' }) => ({
        messageId: MessageId,
        body: Body,
        receiptHandle: ReceiptHandle,
      }));
    },
    async remove(letters) {
      if (letters.length === 0) return;
      const { Failed = [] } = await client.send(
        new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries(letters) }),
      );
      if (Failed.length > 0) throw new Error(`SQS did not delete ${Failed.length} messages: ${Failed[0]?.Code ?? ''}`);
    },
    async release(letters) {
      if (letters.length === 0) return;
      await client.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: queueUrl,
          Entries: entries(letters).map((entry) => ({ ...entry, VisibilityTimeout: 0 })),
        }),
      );
    },
  };
}
