import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { callTimeouts, objectTimeouts } from '#shared/adapters/call-timeouts.ts';
import { createEmfMeter } from '#shared/adapters/emf-meter.ts';
import { createPowertoolsLog } from '#shared/adapters/powertools-log.ts';
import { createSiteLabel } from '#shared/lambda/site-label.ts';
import { observability } from '#shared/lambda/observability.ts';
import { createDeliverHandler } from '#functions/deliver/create.ts';
import { type DeliverEnvironment, deliverEnvironmentSchema } from '#functions/deliver/environment.ts';
import { intercept } from '#test/support/sdk-middleware.ts';
import { startSecrets } from '#test/support/secrets.ts';
import { createTable } from '#test/support/tables.ts';
import { batches } from './batches.ts';
import { fromDomain, recipientDomain, selector } from './mail.ts';
import type { Places, Variant } from './variant.ts';

const account = { region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

/** The deliver function as it is deployed, with its adapters and clients, against an emulated AWS. */
export async function createUseCaseOnAws(places: Places): Promise<Variant> {
  const { awsEndpoint: endpoint, dynamodbEndpoint } = places;
  const secrets = await startSecrets(() => places.privateKey);
  const clients = {
    sqs: new SQSClient({ ...account, endpoint, useQueueUrlAsEndpoint: false, requestHandler: callTimeouts }),
    sns: new SNSClient({ ...account, endpoint, requestHandler: callTimeouts }),
    s3: new S3Client({ ...account, endpoint, forcePathStyle: true, requestHandler: objectTimeouts }),
    dynamodb: new DynamoDBClient({
      ...account,
      endpoint: dynamodbEndpoint,
      maxAttempts: 4,
      requestHandler: callTimeouts,
    }),
    secrets: secrets.client,
  };
  const environmentFor = await createResources(places, clients);
  const calls: Record<string, number> = {};
  for (const [service, client] of Object.entries(clients)) {
    intercept(client, ({ name }, pass) => {
      const call = `${service} ${name}`;
      calls[call] = (calls[call] ?? 0) + 1;
      return pass();
    });
  }

  return {
    calls: () => ({ ...calls }),
    prepare(run) {
      const environment = environmentFor(run.connections);
      const log = createPowertoolsLog();
      const meter = createEmfMeter(createSiteLabel(environment.LIMITS, [environment.EGRESS]));
      const handler = middy<SQSEvent, SQSBatchResponse>()
        .use(observability(log, meter))
        .handler(createDeliverHandler(environment, clients, log, meter));
      const prepared = [...batches(run)];
      return async () => {
        for (const Records of prepared) {
          const deadlineMs = Date.now() + 300_000;
          const context = { getRemainingTimeInMillis: () => deadlineMs - Date.now() } as Context;
          const { batchItemFailures } = await handler({ Records }, context);
          if (batchItemFailures.length > 0) throw new Error('a message was not delivered');
        }
      };
    },
  };
}

type Clients = Readonly<{ sqs: SQSClient; sns: SNSClient; dynamodb: DynamoDBClient }>;

/** The tables, queues and the topic; and the function's environment for so many connections. */
async function createResources({ sinkPort }: Places, { sqs, sns, dynamodb }: Clients) {
  await createTable(dynamodb, 'ledger', 'id');
  await createTable(dynamodb, 'bucket', 'key');
  await createTable(dynamodb, 'suppression', 'recipient', 'scope');
  const queueUrl = async (name: string) => (await sqs.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl;
  const [ready, retry] = [await queueUrl('ready'), await queueUrl('retry')];
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'events' }));
  return (connections: number): DeliverEnvironment =>
    deliverEnvironmentSchema.parse({
      LANE: 'bulk',
      TLS: 'opportunistic',
      READY_QUEUE_URL: ready,
      RETRY_QUEUE_URL: retry,
      LEDGER_TABLE: 'ledger',
      BUCKET_TABLE: 'bucket',
      CONTENT_BUCKET: 'content',
      EVENTS_TOPIC_ARN: TopicArn,
      // A bucket of its own for each number of connections: one learns nothing of the other.
      EGRESS: JSON.stringify({ kind: 'mx', name: `mx${connections}`, ehloName: fromDomain }),
      ROUTES: JSON.stringify({ [recipientDomain]: { host: '127.0.0.1', port: sinkPort } }),
      LIMITS: JSON.stringify({ [recipientDomain]: { connections } }),
      RETRY_SCHEDULE: JSON.stringify({ delaysMs: [60_000], giveUpAfterMs: 600_000 }),
      DOUBT_POLICY: 'resend',
      URGENCY: 'none',
      DATA_RESERVE_MS: '120000',
      DEAD_CONNECTION_MS: '300000',
      CLOCK_ERROR_MS: '5000',
      MAX_SESSIONS: String(connections),
      LEDGER_TTL_DAYS: '30',
      DKIM: JSON.stringify([{ domain: fromDomain, selector, secretArn: 'dkim' }]),
      SUPPRESSION_TABLE: 'suppression',
    });
}
