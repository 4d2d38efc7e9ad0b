import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createDns } from '#shared/adapters/dns.ts';
import { createDynamoLedger } from '#shared/adapters/dynamodb-ledger.ts';
import { createDynamoManifest } from '#shared/adapters/dynamodb-manifest.ts';
import { createReturnPaths } from '#shared/adapters/return-paths.ts';
import { createBodyKeeper } from '#shared/adapters/s3-body-keeper.ts';
import { createContentStore } from '#shared/adapters/s3-content-store.ts';
import { createSourceReader } from '#shared/adapters/s3-source-reader.ts';
import type { SdkClients } from '#shared/adapters/sdk-clients.ts';
import { createSnsEventSink } from '#shared/adapters/sns-events.ts';
import { createQueueSender } from '#shared/adapters/sqs-sender.ts';
import { createSuppressionList } from '#shared/adapters/suppression-table.ts';
import { systemClock } from '#shared/adapters/system-clock.ts';
import type { Log } from '#shared/lambda/log.ts';
import type { Meter } from '#shared/lambda/meter.ts';
import type { LaneEntry, SubmitDeps } from './deps.ts';
import type { SubmitEnvironment } from './environment.ts';
import { parallelFetches } from './parallel-fetches.ts';
import { submit } from './submit.ts';
import { createTurnstile } from '#shared/turnstile.ts';

/** The submit function over these clients. */
export function createSubmitHandler(env: SubmitEnvironment, clients: SdkClients, log: Log, meter: Meter) {
  const deps = createDeps(env, clients, log, meter);
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const messages = event.Records.map(({ messageId, body, attributes }) => ({
      messageId,
      body,
      senderId: attributes.SenderId,
      sentAtMs: Number(attributes.SentTimestamp),
      isRedelivered: Number(attributes.ApproximateReceiveCount) > 1,
    }));
    const failed = await submit(messages, deps);
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

function createDeps(env: SubmitEnvironment, clients: SdkClients, log: Log, meter: Meter): SubmitDeps {
  return {
    settings: {
      lanes: lanesOf(env, clients.sqs),
      defaultLane: env.DEFAULT_LANE,
      senders: env.SENDERS,
      contentSources: env.CONTENT_SOURCES,
      maxMessageBytes: env.MAX_MESSAGE_BYTES,
      routes: env.ROUTES,
      limits: env.LIMITS,
      acceptedEvents: env.ACCEPTED_EVENTS,
      signingDomains: env.SIGNING_DOMAINS,
    },
    manifest: createDynamoManifest(clients.dynamodb, env.MANIFEST_TABLE, { ttlDays: env.LEDGER_TTL_DAYS }),
    ledger: createDynamoLedger(clients.dynamodb, env.LEDGER_TABLE, { ttlDays: env.LEDGER_TTL_DAYS }),
    content: createContentStore(clients.s3, env.CONTENT_BUCKET),
    readSource: createSourceReader(clients.s3),
    inTurn: createTurnstile(parallelFetches),
    findSuppressed: createSuppressionList(clients.dynamodb, env.SUPPRESSION_TABLE, systemClock.now),
    returnPaths: createReturnPaths(env.RETURN_PATH, clients.secrets, systemClock.now),
    lookUpMx: createDns({ now: systemClock.now }).lookUpMx,
    refused: createQueueSender(clients.sqs, env.REFUSED_QUEUE_URL, systemClock),
    keepBody: createBodyKeeper(clients.s3, env.CONTENT_BUCKET),
    events: createSnsEventSink(clients.sns, env.EVENTS_TOPIC_ARN, systemClock),
    log,
    meter,
    clock: systemClock,
    random: Math.random,
  };
}

function lanesOf(env: SubmitEnvironment, sqs: SQSClient): Map<string, LaneEntry> {
  return new Map(
    Object.entries(env.LANES).map(([name, { readyQueueUrl, egress: egressName, ...rules }]) => {
      const egress = env.EGRESSES.find((candidate) => candidate.name === egressName);
      if (!egress) throw new Error(`LANES: lane ${name} names the egress ${egressName}, which EGRESSES does not have`);
      return [name, { name, ready: createQueueSender(sqs, readyQueueUrl, systemClock), egress, ...rules }];
    }),
  );
}
