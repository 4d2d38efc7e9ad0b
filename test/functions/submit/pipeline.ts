import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { createSubmitHandler } from '#functions/submit/create.ts';
import { submitEnvironmentSchema } from '#functions/submit/environment.ts';
import { toLambdaRecord } from '#infra/local/mapping/lambda-record.ts';
import { createDynamoLedger } from '#shared/adapters/dynamodb-ledger.ts';
import { createLedgerReader } from '#shared/adapters/dynamodb-manifest.ts';
import { putSuppression } from '#shared/adapters/suppression-entries.ts';
import type { SluiceEvent } from '#shared/events/event.ts';
import type { Ledger } from '#shared/ledger/ledger.ts';
import { parseEnvironment } from '#shared/lambda/environment.ts';
import type { Log } from '#shared/lambda/log.ts';
import type { Meter } from '#shared/lambda/meter.ts';
import { type DeliveryCopy, deliveryCopySchema } from '#shared/mail/delivery.ts';
import { type Emulators, startEmulators } from '#test/support/emulators.ts';
import { createTable } from '#test/support/tables.ts';

export const maxMessageBytes = 200_000;
/** The caller whom the emulator reports as SenderId is known only once it has received a message; this names each. */
const anySender = '*';

export interface SubmitPipeline extends AsyncDisposable {
  readonly aws: Emulators;
  /** Enqueues the bodies, receives them as one batch and hands it to the function. */
  submit(bodies: readonly (string | object)[]): Promise<{ response: SQSBatchResponse; records: SQSRecord[] }>;
  /** The same batch once more, as SQS redelivers it. */
  again(records: readonly SQSRecord[]): Promise<SQSBatchResponse>;
  takeCopies(lane: string): Promise<DeliveryCopy[]>;
  takeRefused(): Promise<Message[]>;
  takeEvents(): Promise<SluiceEvent[]>;
  readonly ledger: Ledger;
  /** Delivery ids of all manifests. */
  booked(): Promise<string[]>;
  /** Puts a recipient on the suppression list, for all lanes or for one. */
  suppress(recipient: string, reason: string, lane?: string): Promise<void>;
  putObject(bucket: string, key: string, body: string | Buffer): Promise<void>;
}

export interface SubmitPipelineOptions {
  /** Variables of the function's environment beside the usual ones. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly lane?: Readonly<Record<string, unknown>>;
  readonly secrets?: SecretsManagerClient;
}

const silent: Log & Meter = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  count: () => undefined,
  observeAge: () => undefined,
  observePeak: () => undefined,
};

/** The submit function over emulated AWS, with two lanes and direct-to-MX routes that need no DNS. */
export async function startSubmitPipeline(options: SubmitPipelineOptions = {}): Promise<SubmitPipeline> {
  const aws = await startEmulators();
  const { sqs, sns, s3, dynamodb } = aws;
  const queue = async (name: string) => {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
    return QueueUrl;
  };
  const urls = {
    submit: await queue('submit'),
    refused: await queue('refused'),
    events: await queue('events'),
    transactional: await queue('transactional'),
    bulk: await queue('bulk'),
  };
  const topicArn = (await sns.send(new CreateTopicCommand({ Name: 'events' }))).TopicArn ?? '';
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: urls.events, AttributeNames: ['QueueArn'] }),
  );
  await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: Attributes?.['QueueArn'],
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  await createTable(dynamodb, 'manifest', 'day', 'batch');
  await createTable(dynamodb, 'suppression', 'key');
  await createTable(dynamodb, 'ledger', 'id');
  for (const Bucket of ['content', 'sources', 'elsewhere']) await s3.send(new CreateBucketCommand({ Bucket }));

  const lane = (readyQueueUrl: string) => ({
    readyQueueUrl,
    egress: 'main',
    giveUpAfterMs: 3_600_000,
    ...options.lane,
  });
  const environment = parseEnvironment(submitEnvironmentSchema, {
    LANES: JSON.stringify({ transactional: lane(urls.transactional), bulk: lane(urls.bulk) }),
    DEFAULT_LANE: 'transactional',
    REFUSED_QUEUE_URL: urls.refused,
    MANIFEST_TABLE: 'manifest',
    LEDGER_TABLE: 'ledger',
    SUPPRESSION_TABLE: 'suppression',
    ACCEPTED_EVENTS: 'true',
    CONTENT_BUCKET: 'content',
    EVENTS_TOPIC_ARN: topicArn,
    SENDERS: JSON.stringify([{ senderId: anySender, domains: ['example.com', '*.example.com'] }]),
    CONTENT_SOURCES: JSON.stringify(['sources/mail']),
    LEDGER_TTL_DAYS: '30',
    MAX_MESSAGE_BYTES: String(maxMessageBytes),
    EGRESSES: JSON.stringify([{ kind: 'mx', name: 'main', ehloName: 'mail.example.com' }]),
    ROUTES: JSON.stringify(
      Object.fromEntries(['open.test', 'closed.test'].map((domain) => [domain, { host: '127.0.0.1', port: 2525 }])),
    ),
    LIMITS: '{}',
    ...options.variables,
  });
  const secrets = options.secrets ?? new SecretsManagerClient({ region: 'eu-west-1' });
  const handler = createSubmitHandler(environment, { ...aws, secrets }, silent, silent);

  const receiveAll = async (QueueUrl: string): Promise<Message[]> => {
    const all: Message[] = [];
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['All'],
        }),
      );
      if (Messages.length === 0) return all;
      all.push(...Messages);
    }
  };
  return {
    aws,
    async submit(bodies) {
      for (const body of bodies) {
        const MessageBody = typeof body === 'string' ? body : JSON.stringify(body);
        await sqs.send(new SendMessageCommand({ QueueUrl: urls.submit, MessageBody }));
      }
      const arn = 'arn:aws:sqs:eu-west-1:000000000000:submit';
      const records = (await receiveAll(urls.submit)).map((message) => toLambdaRecord(message, arn));
      return { response: await handler({ Records: records }), records };
    },
    again: (records) =>
      handler({
        Records: records.map((record) => ({
          ...record,
          attributes: { ...record.attributes, ApproximateReceiveCount: '2' },
        })),
      }),
    async takeCopies(name) {
      const messages = await receiveAll(name === 'bulk' ? urls.bulk : urls.transactional);
      return messages.map(({ Body = '' }) => deliveryCopySchema.parse(JSON.parse(Body)));
    },
    takeRefused: () => receiveAll(urls.refused),
    takeEvents: async () => (await receiveAll(urls.events)).map(({ Body = '' }) => JSON.parse(Body) as SluiceEvent),
    ledger: createDynamoLedger(dynamodb, 'ledger', { ttlDays: 30 }),
    async booked() {
      const reader = createLedgerReader(dynamodb, { ledgerTable: 'ledger', manifestTable: 'manifest' });
      const ids: string[] = [];
      for await (const batch of reader.accepted(Date.now() - 86_400_000, Date.now())) ids.push(...batch.ids);
      return ids;
    },
    suppress: (recipient, reason, lane) =>
      putSuppression(dynamodb, 'suppression', { recipient, lane: lane ?? null, reason, atMs: null, endsAtMs: null }),
    async putObject(Bucket, Key, Body) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    },
    [Symbol.asyncDispose]: () => aws[Symbol.asyncDispose](),
  };
}

let count = 0;

/** A submission that is right, with a new id and what the test changes. */
export function submission(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    version: 1,
    id: `test-${++count}`,
    from: 'Ada <ada@example.com>',
    to: 'grace@open.test',
    subject: 'Hello',
    text: 'Hello Grace',
    ...changes,
  };
}
