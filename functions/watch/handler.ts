import middy from '@middy/core';
import { createEmfMeter } from '#shared/adapters/emf-meter.ts';
import { createPowertoolsLog } from '#shared/adapters/powertools-log.ts';
import { createResolver, createSenderZone } from '#shared/adapters/sender-zone.ts';
import { createSpfEvaluator } from '#shared/adapters/spf.ts';
import { parseEnvironment } from '#shared/lambda/environment.ts';
import { observability } from '#shared/lambda/observability.ts';
import { createSiteLabel } from '#shared/lambda/site-label.ts';
import { watchEnvironmentSchema } from './environment.ts';
import { watch } from './watch.ts';

const { SENDER } = parseEnvironment(watchEnvironmentSchema, process.env);
const log = createPowertoolsLog();
const meter = createEmfMeter(createSiteLabel({}, []));
const resolver = createResolver();
// The private keys are the senders': that a key is published is seen here, that it is the right one by `sluice dns --keys`.
const sender = { ...SENDER, keys: SENDER.keys.map((key) => ({ ...key, key: null })) };
const deps = { sender, zone: createSenderZone(resolver), evaluateSpf: createSpfEvaluator(resolver), log, meter };

/** Invoked by a schedule. */
export const handler = middy()
  .use(observability(log, meter))
  .handler(async () => watch(deps));
