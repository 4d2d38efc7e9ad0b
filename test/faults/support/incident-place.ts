import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import type { Emulators } from '#test/support/emulators.ts';
import { createTable } from '#test/support/tables.ts';

export const region = 'eu-west-1';
const account = '000000000000';

interface Queue {
  readonly url: string;
  readonly arn: string;
}

/** The queues, tables and topic of one incident. */
export interface IncidentPlace {
  readonly queues: Readonly<Record<'submit' | 'ready' | 'retry' | 'refused' | 'events', Queue>>;
  readonly tables: Readonly<Record<'ledger' | 'manifest' | 'bucket' | 'suppression', string>>;
  readonly topicArn: string;
}

export async function createIncidentPlace(
  name: string,
  { sqs, sns, dynamodb }: Emulators,
  visibilityTimeoutSeconds: number,
): Promise<IncidentPlace> {
  const createQueue = async (queue: string): Promise<Queue> => {
    const Attributes = { VisibilityTimeout: String(visibilityTimeoutSeconds) };
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `${name}-${queue}`, Attributes }));
    return { url: QueueUrl, arn: `arn:aws:sqs:${region}:${account}:${name}-${queue}` };
  };
  const queues = {
    submit: await createQueue('submit'),
    ready: await createQueue('ready'),
    retry: await createQueue('retry'),
    refused: await createQueue('refused'),
    events: await createQueue('events'),
  };
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: name }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queues.events.arn }));
  const tables = {
    ledger: `${name}-ledger`,
    manifest: `${name}-manifest`,
    bucket: `${name}-bucket`,
    suppression: `${name}-suppression`,
  };
  await createTable(dynamodb, tables.ledger, 'id');
  await createTable(dynamodb, tables.bucket, 'key');
  await createTable(dynamodb, tables.suppression, 'key');
  await createTable(dynamodb, tables.manifest, 'day', 'batch');
  return { queues, tables, topicArn: TopicArn };
}

/** The environments of both functions, for mail to a domain whose receiver listens at a port of this machine. */
export function variablesOf({ queues, tables, topicArn }: IncidentPlace, domain: string, port: number) {
  const egress = { kind: 'mx', name: 'local', ehloName: 'sender.test' };
  const common = {
    LEDGER_TABLE: tables.ledger,
    SUPPRESSION_TABLE: tables.suppression,
    CONTENT_BUCKET: 'content',
    EVENTS_TOPIC_ARN: topicArn,
    ROUTES: JSON.stringify({ [domain]: { host: '127.0.0.1', port } }),
    // One mail at a time, and time between them: what is struck is one delivery.
    LIMITS: JSON.stringify({ [domain]: { rate: '1/s', connections: 1 } }),
    LEDGER_TTL_DAYS: '30',
  };
  return {
    submit: {
      ...common,
      LANES: JSON.stringify({ bulk: { readyQueueUrl: queues.ready.url, egress: 'local', giveUpAfterMs: 600_000 } }),
      DEFAULT_LANE: 'bulk',
      REFUSED_QUEUE_URL: queues.refused.url,
      MANIFEST_TABLE: tables.manifest,
      ACCEPTED_EVENTS: 'true',
      SENDERS: JSON.stringify([{ senderId: '*', domains: ['*'] }]),
      CONTENT_SOURCES: '[]',
      MAX_MESSAGE_BYTES: '1000000',
      EGRESSES: JSON.stringify([egress]),
    },
    deliver: {
      ...common,
      LANE: 'bulk',
      TLS: 'opportunistic',
      READY_QUEUE_URL: queues.ready.url,
      RETRY_QUEUE_URL: queues.retry.url,
      BUCKET_TABLE: tables.bucket,
      EGRESS: JSON.stringify(egress),
      RETRY_SCHEDULE: JSON.stringify({ delaysMs: [1_000], giveUpAfterMs: 600_000 }),
      DOUBT_POLICY: 'resend',
      URGENCY: 'none',
      DATA_RESERVE_MS: '1000',
      DEAD_CONNECTION_MS: '0',
      CLOCK_ERROR_MS: '0',
      MAX_SESSIONS: '1',
    },
  };
}
