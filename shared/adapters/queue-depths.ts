import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueDepth, ReadDepths } from '../ledger/queue-depth.ts';

export interface KnownQueue {
  readonly queue: string;
  readonly url: string;
  readonly role: QueueDepth['role'];
}

/**
 * Reads the depths of these queues, in the order given: name them in the order in which mail travels.
 *
 * SQS's three counts are approximate for about a minute after the last send. Some emulators move a message from delayed or
 * in flight to visible only when somebody receives; the sum of the three is right there too.
 */
export function createQueueDepths(client: SQSClient, queues: readonly KnownQueue[]): ReadDepths {
  return async () => {
    const depths: QueueDepth[] = [];
    for (const { queue, url, role } of queues) {
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({
          QueueUrl: url,
          AttributeNames: [
            'ApproximateNumberOfMessages',
            'ApproximateNumberOfMessagesNotVisible',
            'ApproximateNumberOfMessagesDelayed',
          ],
        }),
      );
      depths.push({
        queue,
        role,
        visible: Number(Attributes['ApproximateNumberOfMessages'] ?? 0),
        inFlight: Number(Attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0),
        delayed: Number(Attributes['ApproximateNumberOfMessagesDelayed'] ?? 0),
      });
    }
    return depths;
  };
}
