import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { createDeliverHandler, type Network } from '#functions/deliver/create.ts';
import { deliverEnvironmentSchema } from '#functions/deliver/environment.ts';
import { createDynamoLedger } from '#shared/adapters/dynamodb-ledger.ts';
import { createQueueSender } from '#shared/adapters/sqs-sender.ts';
import { asciiJson } from '#shared/mail/ascii-json.ts';
import { systemClock } from '#shared/adapters/system-clock.ts';
import type { AttentionEvent } from '#shared/events/attention-event.ts';
import type { SluiceEvent } from '#shared/events/event.ts';
import type { Log } from '#shared/lambda/log.ts';
import type { DeliveryCopy } from '#shared/mail/delivery.ts';
import { aRecord } from '#test/support/a-record.ts';
import { createCountingMeter } from '#test/support/counting-meter.ts';
import { startEmulators } from '#test/support/emulators.ts';
import { createTable } from '#test/support/tables.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface DeliverPumpOptions {
  /** Variables of the function's environment beside the usual ones. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly secrets?: SecretsManagerClient;
  readonly network?: Network;
  /** @default none */
  readonly log?: Log;
}

/** The deliver function over real clients and emulated queues, with Lambda's part played here: receive, invoke, delete. */
export async function startDeliverPump(port: number, options: DeliverPumpOptions = {}) {
  const aws = await startEmulators();
  const createQueue = async (name: string) =>
    (await aws.sqs.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl ?? '';
  const queues = {
    ready: await createQueue('ready'),
    retry: await createQueue('retry'),
    events: await createQueue('events'),
  };
  const topic = (await aws.sns.send(new CreateTopicCommand({ Name: 'events' }))).TopicArn ?? '';
  await aws.sns.send(
    new SubscribeCommand({ TopicArn: topic, Protocol: 'sqs', Endpoint: 'arn:aws:sqs:eu-west-1:000000000000:events' }),
  );
  await createTable(aws.dynamodb, 'ledger', 'id');
  await createTable(aws.dynamodb, 'bucket', 'key');
  await createTable(aws.dynamodb, 'suppression', 'key');
  const environment = deliverEnvironmentSchema.parse({
    LANE: 'bulk',
    READY_QUEUE_URL: queues.ready,
    RETRY_QUEUE_URL: queues.retry,
    LEDGER_TABLE: 'ledger',
    BUCKET_TABLE: 'bucket',
    CONTENT_BUCKET: 'content',
    EVENTS_TOPIC_ARN: topic,
    EGRESS: JSON.stringify({ kind: 'mx', name: 'local', ehloName: 'sender.test' }),
    ROUTES: JSON.stringify({ 'a.test': { host: '127.0.0.1', port } }),
    LIMITS: '{}',
    RETRY_SCHEDULE: JSON.stringify({ delaysMs: [1], giveUpAfterMs: 600_000 }),
    DOUBT_POLICY: 'resend',
    TLS: 'opportunistic',
    URGENCY: 'none',
    DATA_RESERVE_MS: '500',
    DEAD_CONNECTION_MS: '0',
    CLOCK_ERROR_MS: '0',
    MAX_SESSIONS: '10',
    LEDGER_TTL_DAYS: '30',
    SUPPRESSION_TABLE: 'suppression',
    ...options.variables,
  });
  const clients = { ...aws, secrets: options.secrets ?? new SecretsManagerClient({ region: 'eu-west-1' }) };
  const meter = createCountingMeter();
  const handler = createDeliverHandler(environment, clients, options.log ?? quiet, meter, options.network);
  const ready = createQueueSender(aws.sqs, queues.ready, systemClock);

  async function receive(url: string): Promise<Message[]> {
    const { Messages = [] } = await aws.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 60 }),
    );
    return Messages;
  }

  /** One invocation with what a queue holds; false where it holds nothing. */
  async function invokeFrom(name: 'ready' | 'retry'): Promise<boolean> {
    const messages = await receive(queues[name]);
    if (messages.length === 0) return false;
    const Records = messages.map(({ MessageId = '', ReceiptHandle = '', Body = '' }) =>
      aRecord({
        messageId: MessageId,
        receiptHandle: ReceiptHandle,
        body: Body,
        eventSourceARN: `arn:aws:sqs:eu-west-1:000000000000:${name}`,
      }),
    );
    // A claim lives as long as its invocation may: short here, so that one that is left behind is dead at the next look.
    const failed = await handler({ Records }, { getRemainingTimeInMillis: () => 2_000 }).then(
      ({ batchItemFailures }) => new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)),
      // An invocation that fails gives all of its batch back.
      () => new Set(Records.map(({ messageId }) => messageId)),
    );
    await Promise.all(
      messages.map((message) => {
        const place = { QueueUrl: queues[name], ReceiptHandle: message.ReceiptHandle };
        return failed.has(message.MessageId ?? '')
          ? aws.sqs
              .send(new ChangeMessageVisibilityCommand({ ...place, VisibilityTimeout: 0 }))
              .catch((error: Error) => {
                // The handler has already made it visible.
                if (error.name !== 'MessageNotInflight') throw error;
              })
          : aws.sqs.send(new DeleteMessageCommand(place));
      }),
    );
    failures.push(...failed);
    return true;
  }

  /** The events told so far, taken from the subscribed queue, with what a subscription may filter by. */
  async function takeEvents(): Promise<{ event: SluiceEvent | AttentionEvent; eventType: string }[]> {
    const events: Awaited<ReturnType<typeof takeEvents>> = [];
    for (;;) {
      const messages = await receive(queues.events);
      if (messages.length === 0) return events;
      for (const { Body = '' } of messages) {
        const { Message, MessageAttributes } = JSON.parse(Body);
        events.push({ event: JSON.parse(Message), eventType: MessageAttributes.eventType.Value });
      }
    }
  }

  const failures: string[] = [];
  return {
    aws,
    meter,
    /** Messages given back so far, over all invocations. */
    failures,
    ledger: createDynamoLedger(aws.dynamodb, 'ledger', { ttlDays: 30 }),
    async enqueue(copies: readonly DeliveryCopy[]) {
      const sends = copies.map((copy) => ready.send({ body: asciiJson(copy), delaySeconds: 0 }));
      ready.flush();
      await Promise.all(sends);
    },
    invokeFrom,
    takeEvents,
    /** The outcomes told so far. */
    takeOutcomes: async () =>
      (await takeEvents()).flatMap(({ event }) => (event.eventType === 'Attention' ? [] : [event.sluice.outcome])),
    [Symbol.asyncDispose]: () => aws[Symbol.asyncDispose](),
  };
}
