import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import type { AttentionEvent } from '#shared/events/attention-event.ts';
import type { SluiceEvent } from '#shared/events/event.ts';
import type { LocalClientConfig } from '../aws/client-config.ts';

/** Under this name the run's own look at the events is recorded, apart from the pipeline's calls. */
export const observerCaller = '(observer)';

const pollers = 2;

/**
 * Reads the pipeline's events of deliveries and submissions as any consumer would: from a queue of its own that is subscribed
 * to the topic.
 */
export async function startObserver(
  config: LocalClientConfig,
  topicArn: string,
  onEvent: (event: SluiceEvent) => void,
): Promise<AsyncDisposable> {
  const sqs = new SQSClient({ ...config, useQueueUrlAsEndpoint: false });
  const sns = new SNSClient(config);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'observer' }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: Attributes?.['QueueArn'],
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  sns.destroy();

  const stopping = new AbortController();
  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 }),
          { abortSignal: stopping.signal },
        );
        for (const { Body = '' } of Messages) {
          const event = JSON.parse(Body) as SluiceEvent | AttentionEvent;
          if (event.eventType !== 'Attention') onEvent(event);
        }
        if (Messages.length === 0) continue;
        const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
        await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }), { abortSignal: stopping.signal });
      } catch (error) {
        if (!stopping.signal.aborted) throw error;
      }
    }
  }
  const polling = Promise.all(Array.from({ length: pollers }, poll));
  // Told where it is waited for; until then it must not end the process.
  polling.catch(() => undefined);
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await polling;
      sqs.destroy();
    },
  };
}
