import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createEmfMeter } from '#shared/adapters/emf-meter.ts';
import { createPowertoolsLog } from '#shared/adapters/powertools-log.ts';
import { createSdkClients } from '#shared/adapters/sdk-clients.ts';
import { parseEnvironment } from '#shared/lambda/environment.ts';
import { observability } from '#shared/lambda/observability.ts';
import { createSiteLabel } from '#shared/lambda/site-label.ts';
import { createDeliverHandler } from './create.ts';
import { deliverEnvironmentSchema } from './environment.ts';

const environment = parseEnvironment(deliverEnvironmentSchema, process.env);
const log = createPowertoolsLog();
const meter = createEmfMeter(createSiteLabel(environment.LIMITS, [environment.EGRESS]));
// A settle that is lost is a doubt: worth more tries than the SDK's three.
const clients = createSdkClients({ dynamoDbAttempts: 4 });

export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(observability(log, meter))
  .handler(createDeliverHandler(environment, clients, log, meter));
