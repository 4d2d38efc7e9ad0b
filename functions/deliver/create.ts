import { randomBytes } from 'node:crypto';
import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { createDynamoAttention } from '#shared/adapters/dynamodb-attention.ts';
import { createDns, type Dns } from '#shared/adapters/dns.ts';
import { createDynamoBucketStore } from '#shared/adapters/dynamodb-bucket-store.ts';
import { createDynamoEgressStops } from '#shared/adapters/dynamodb-egress-stops.ts';
import { createDynamoHolds } from '#shared/adapters/dynamodb-holds.ts';
import { createDynamoLedger } from '#shared/adapters/dynamodb-ledger.ts';
import { createLiveLimitStore } from '#shared/adapters/dynamodb-live-limits.ts';
import { createRelayCredentials } from '#shared/adapters/relay-credentials.ts';
import { createDkimKeys } from '#shared/adapters/dkim-keys.ts';
import { createContentStore } from '#shared/adapters/s3-content-store.ts';
import { createMailMaker } from '#shared/adapters/signed-mail.ts';
import type { SdkClients } from '#shared/adapters/sdk-clients.ts';
import { createSmtpClient } from '#shared/adapters/smtp-client.ts';
import { createSnsEventSink } from '#shared/adapters/sns-events.ts';
import { createQueueSender } from '#shared/adapters/sqs-sender.ts';
import { createBounceSuppressor } from '#shared/adapters/suppression-table.ts';
import { systemClock } from '#shared/adapters/system-clock.ts';
import { createBuckets } from '#shared/bucket/bucket.ts';
import { createEgressLimits } from '#shared/bucket/egress-limits.ts';
import { createEgressStop } from '#shared/bucket/egress-stop.ts';
import { createHolds } from '#shared/bucket/hold.ts';
import { createLiveLimits, type LiveLimits, underLiveLimits } from '#shared/bucket/live-limits.ts';
import { measureSlots } from '#shared/bucket/measure-slots.ts';
import { meterBuckets } from '#shared/bucket/metered.ts';
import type { Log } from '#shared/lambda/log.ts';
import type { Meter } from '#shared/lambda/meter.ts';
import { createHostMemory } from '#shared/routing/host-memory.ts';
import { smtpPort } from '#shared/routing/site.ts';
import { createTurnstile } from '#shared/turnstile.ts';
import { deliver } from './deliver.ts';
import type { DeliverDeps } from './deps.ts';
import type { DeliverEnvironment } from './environment.ts';
import { type End, giveBack } from './job.ts';
import { parallelLargeMessages } from './parallel-large-messages.ts';
import { readBatch } from './read-batch.ts';
import { createRefusals } from './refusals.ts';

/** How the function finds and meets MX hosts. Deployed there is one way; a test has its own DNS and no port 25. */
export interface Network {
  readonly dns: Dns;
  readonly mxPort: number;
}

/** Events and deferrals come one by one: a batch of them is sent when none has come for so long, ms. The last ones wait for it. */
const gatherMs = 150;
/** SQS takes at most 12 hours (ChangeMessageVisibility). */
const maxVisibilitySeconds = 43_200;

/** The deliver function of one lane, over these clients. */
export function createDeliverHandler(
  env: DeliverEnvironment,
  clients: SdkClients,
  log: Log,
  meter: Meter,
  network: Network = { dns: createDns({ now: systemClock.now }), mxPort: smtpPort },
) {
  const liveLimits = createLiveLimits(
    createLiveLimitStore(clients.dynamodb, env.BUCKET_TABLE, env.EGRESS.name).read,
    env.LIMITS,
    systemClock,
    log,
  );
  const deps = createDeps(env, clients, liveLimits, log, meter, network);
  return async (event: SQSEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SQSBatchResponse> => {
    const invocation = { deadlineMs: deps.clock.now() + context.getRemainingTimeInMillis() };
    await liveLimits.refresh();
    const ends = await deliver(readBatch(event.Records, deps), invocation, deps);
    const failed = event.Records.filter(({ messageId }) => ends.get(messageId)?.kind !== 'ack');
    await Promise.all(
      failed.map((record) => hideUntil(record, ends.get(record.messageId) ?? giveBack, clients.sqs, env, log)),
    );
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

function createDeps(
  env: DeliverEnvironment,
  clients: SdkClients,
  liveLimits: LiveLimits,
  log: Log,
  meter: Meter,
  { dns, mxPort }: Network,
): DeliverDeps {
  const content = createContentStore(clients.s3, env.CONTENT_BUCKET);
  const limits = createEgressLimits(env.EGRESS, liveLimits.table, env.MAX_SESSIONS, systemClock.now);
  const findSigningKey = createDkimKeys(clients.secrets, env.DKIM, systemClock.now, log);
  return {
    settings: {
      lane: env.LANE,
      egress: env.EGRESS,
      routes: env.ROUTES,
      get limits() {
        return liveLimits.table();
      },
      retrySchedule: env.RETRY_SCHEDULE,
      doubtPolicy: env.DOUBT_POLICY,
      dataReserveMs: env.DATA_RESERVE_MS,
      deadConnectionMs: env.DEAD_CONNECTION_MS,
      clockErrorMs: env.CLOCK_ERROR_MS,
      maxSessions: limits.maxSessions,
      isEgressCapped: limits.isCapped,
    },
    ledger: createDynamoLedger(clients.dynamodb, env.LEDGER_TABLE, { ttlDays: env.LEDGER_TTL_DAYS }),
    buckets: measureSlots(
      underLiveLimits(
        meterBuckets(
          createDynamoBucketStore(clients.dynamodb, env.BUCKET_TABLE),
          (store) => createBuckets(store, env.EGRESS.name, limits.of, systemClock, Math.random, env.URGENCY),
          meter,
          env.LANE,
        ),
        liveLimits,
      ),
      meter,
      env.LANE,
      systemClock.now,
    ),
    holds: createHolds(createDynamoHolds(clients.dynamodb, env.BUCKET_TABLE), systemClock, log),
    egressStop: createEgressStop(
      createDynamoEgressStops(clients.dynamodb, env.BUCKET_TABLE),
      env.EGRESS.name,
      systemClock,
      log,
    ),
    refusals: createRefusals(systemClock.now),
    attention: createDynamoAttention(clients.dynamodb, env.BUCKET_TABLE),
    openSession: createSmtpClient({
      egress: env.EGRESS,
      tls: env.TLS,
      lookUpAddresses: dns.lookUpAddresses,
      mxPort,
      now: systemClock.now,
      credentials: credentialsOf(env, clients),
    }),
    ...dns,
    hosts: createHostMemory(systemClock.now),
    ready: createQueueSender(clients.sqs, env.READY_QUEUE_URL, systemClock),
    retry: createQueueSender(clients.sqs, env.RETRY_QUEUE_URL, systemClock, { lingerMs: gatherMs }),
    loadContent: content.load,
    largeInTurn: createTurnstile(parallelLargeMessages),
    compose: createMailMaker(findSigningKey, env.EGRESS, { feedbackSender: env.FEEDBACK_SENDER }),
    findSigningKey,
    suppress: createBounceSuppressor(clients.dynamodb, env.SUPPRESSION_TABLE, env.SUPPRESSION),
    events: createSnsEventSink(clients.sns, env.EVENTS_TOPIC_ARN, systemClock, { lingerMs: gatherMs }),
    log,
    meter,
    clock: systemClock,
    random: Math.random,
    newOwner: () => randomBytes(9).toString('base64url'),
  };
}

function credentialsOf({ EGRESS }: DeliverEnvironment, { secrets }: SdkClients) {
  return EGRESS.kind === 'relay' && EGRESS.secretArn !== undefined
    ? createRelayCredentials(secrets, EGRESS.secretArn, systemClock.now)
    : undefined;
}

/**
 * Makes a message that is given back visible at its time instead of after its visibility time-out. Where that fails it only
 * comes later.
 */
async function hideUntil(
  record: SQSRecord,
  end: End,
  sqs: SQSClient,
  env: DeliverEnvironment,
  log: Log,
): Promise<void> {
  if (end.kind === 'ack' || end.visibleAtMs === undefined) return;
  const queueName = record.eventSourceARN.slice(record.eventSourceARN.lastIndexOf(':') + 1);
  const seconds = Math.ceil((end.visibleAtMs - systemClock.now()) / 1000);
  try {
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: [env.READY_QUEUE_URL, env.RETRY_QUEUE_URL].find((url) => url.endsWith(`/${queueName}`)),
        ReceiptHandle: record.receiptHandle,
        VisibilityTimeout: Math.min(Math.max(0, seconds), maxVisibilitySeconds),
      }),
    );
  } catch (error) {
    log.warn('a message given back keeps its visibility time-out', { messageId: record.messageId, error });
  }
}
