import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { callTimeouts, objectTimeouts } from '#shared/adapters/call-timeouts.ts';
import { createEmfMeter } from '#shared/adapters/emf-meter.ts';
import { createPowertoolsLog } from '#shared/adapters/powertools-log.ts';
import { parseEnvironment } from '#shared/lambda/environment.ts';
import { observability } from '#shared/lambda/observability.ts';
import { createSiteLabel } from '#shared/lambda/site-label.ts';
import { createFeedbackHandler } from './create.ts';
import { feedbackEnvironmentSchema } from './environment.ts';

const environment = parseEnvironment(feedbackEnvironmentSchema, process.env);
const log = createPowertoolsLog();
const meter = createEmfMeter(createSiteLabel({}, []));
const clients = {
  // The queue URLs come from the deployment; the endpoint from the SDK's own settings.
  sqs: new SQSClient({ useQueueUrlAsEndpoint: false, requestHandler: callTimeouts }),
  sns: new SNSClient({ requestHandler: callTimeouts }),
  s3: new S3Client({ requestHandler: objectTimeouts }),
  dynamodb: new DynamoDBClient({ requestHandler: callTimeouts }),
  secrets: new SecretsManagerClient({ requestHandler: callTimeouts }),
};

export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(observability(log, meter))
  .handler(createFeedbackHandler(environment, clients, log, meter));
