import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createEmfMeter } from '#shared/adapters/emf-meter.ts';
import { createPowertoolsLog } from '#shared/adapters/powertools-log.ts';
import { createSdkClients } from '#shared/adapters/sdk-clients.ts';
import { parseEnvironment } from '#shared/lambda/environment.ts';
import { observability } from '#shared/lambda/observability.ts';
import { createSiteLabel } from '#shared/lambda/site-label.ts';
import { createSubmitHandler } from './create.ts';
import { submitEnvironmentSchema } from './environment.ts';

const environment = parseEnvironment(submitEnvironmentSchema, process.env);
const log = createPowertoolsLog();
const meter = createEmfMeter(createSiteLabel(environment.LIMITS, environment.EGRESSES));
const clients = createSdkClients();

export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(observability(log, meter))
  .handler(createSubmitHandler(environment, clients, log, meter));
