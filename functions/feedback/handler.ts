import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createEmfMeter } from '#shared/adapters/emf-meter.ts';
import { createPowertoolsLog } from '#shared/adapters/powertools-log.ts';
import { createSdkClients } from '#shared/adapters/sdk-clients.ts';
import { parseEnvironment } from '#shared/lambda/environment.ts';
import { observability } from '#shared/lambda/observability.ts';
import { createSiteLabel } from '#shared/lambda/site-label.ts';
import { createFeedbackHandler } from './create.ts';
import { feedbackEnvironmentSchema } from './environment.ts';

const environment = parseEnvironment(feedbackEnvironmentSchema, process.env);
const log = createPowertoolsLog();
const meter = createEmfMeter(createSiteLabel({}, []));
const clients = createSdkClients();

export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(observability(log, meter))
  .handler(createFeedbackHandler(environment, clients, log, meter));
