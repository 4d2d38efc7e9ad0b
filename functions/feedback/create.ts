import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createBounceSecrets } from '#shared/adapters/bounce-secrets.ts';
import { createDynamoLedger } from '#shared/adapters/dynamodb-ledger.ts';
import { createSourceReader } from '#shared/adapters/s3-source-reader.ts';
import type { SdkClients } from '#shared/adapters/sdk-clients.ts';
import { createSnsEventSink } from '#shared/adapters/sns-events.ts';
import { createQueueSender } from '#shared/adapters/sqs-sender.ts';
import { createBounceSuppressor } from '#shared/adapters/suppression-table.ts';
import { systemClock } from '#shared/adapters/system-clock.ts';
import type { Log } from '#shared/lambda/log.ts';
import type { Meter } from '#shared/lambda/meter.ts';
import type { FeedbackDeps } from './deps.ts';
import type { FeedbackEnvironment } from './environment.ts';
import { takeFeedback } from './feedback.ts';

/** The feedback function over these clients. */
export function createFeedbackHandler(env: FeedbackEnvironment, clients: SdkClients, log: Log, meter: Meter) {
  const deps: FeedbackDeps = {
    sources: env.FEEDBACK_SOURCES,
    readSource: createSourceReader(clients.s3),
    bounceSecrets: bounceSecretsOf(env, clients),
    // It only reads.
    ledger: createDynamoLedger(clients.dynamodb, env.LEDGER_TABLE, { ttlDays: 1 }),
    suppressBounced: createBounceSuppressor(clients.dynamodb, env.SUPPRESSION_TABLE, env.SUPPRESSION),
    suppressComplained: createBounceSuppressor(clients.dynamodb, env.SUPPRESSION_TABLE, { hardBounces: 'global' }),
    refused: createQueueSender(clients.sqs, env.REFUSED_QUEUE_URL, systemClock),
    events: createSnsEventSink(clients.sns, env.EVENTS_TOPIC_ARN, systemClock),
    log,
    meter,
    clock: systemClock,
  };
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const failed = await takeFeedback(
      event.Records.map(({ messageId, body }) => ({ messageId, body })),
      deps,
    );
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

function bounceSecretsOf({ RETURN_PATH }: FeedbackEnvironment, { secrets }: SdkClients) {
  return RETURN_PATH?.kind === 'verp'
    ? createBounceSecrets(secrets, RETURN_PATH.secretArn, systemClock.now)
    : async () => [];
}
