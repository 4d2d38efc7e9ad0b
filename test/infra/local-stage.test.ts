import { expect, test } from 'vitest';
import { deliverEnvironmentSchema } from '#functions/deliver/environment.ts';
import { parseEnvironment } from '#shared/lambda/environment.ts';
import { readResources } from './support/read-resources.ts';
import { synthesise, type Synthesised } from './support/synthesise.ts';

const prod = synthesise({ stage: 'prod' });
const local = synthesise({ stage: 'local' });

/** Times; and, for a laptop, direct delivery from one egress instead of a relay, open to any caller. */
const mayDiffer = [
  /^Function\.Timeout$/,
  /^Queue\.VisibilityTimeout$/,
  /^EventSourceMapping\.MaximumBatchingWindowInSeconds$/,
  /^Bucket\.LifecycleConfiguration\.Rules\.0\.ExpirationInDays$/,
  /^Function\.Environment\.Variables\.(RETRY_SCHEDULE|DATA_RESERVE_MS|DEAD_CONNECTION_MS|CLOCK_ERROR_MS)$/,
  /^Function\.Environment\.Variables\.(EGRESS|EGRESSES|LANES|SENDERS|SENDER)$/,
  // What watches the time-out.
  /^Alarm\.Threshold$/,
  /^Dashboard\.DashboardBody$/,
  /^Policy\.PolicyDocument\.Statement\.\d+$/,
];

test('the local stage has the same resources as a deployed one', () => {
  expect(resourceNames(local)).toEqual(resourceNames(prod));
});

test('the local stage differs from a deployed one in times, its egress and its senders only', () => {
  const differences = prod.resources.flatMap((resource, index) =>
    differ(resource.properties, local.resources[index]?.properties, resource.type.split('::').at(-1) ?? ''),
  );
  expect(differences).not.toEqual([]);
  expect(differences.filter((path) => !mayDiffer.some((allowed) => allowed.test(path)))).toEqual([]);
});

test('the one grant that the local stage lacks is the relay’s secret', () => {
  const missing = grantedActions(prod).filter((action) => !grantedActions(local).includes(action));
  expect([...new Set(missing)]).toEqual(['secretsmanager:GetSecretValue']);
});

test('a local run sets routes, limits, caps, concurrency and the time-out, and all else follows', () => {
  const template = synthesise({
    stage: 'local',
    overrides: {
      routes: { 'five.test': { host: '127.0.0.1', port: 2525 } },
      limits: { 'five.test': { connections: 5 } },
      maxConcurrency: 10,
      functionTimeoutSeconds: 20,
      egressCaps: { limits: { rate: '20/s' } },
    },
  });
  const { functions, mappings, queues } = readResources(template);
  const bulk = functions.find(({ id }) => id.startsWith('LaneBulk'));
  expect(bulk?.Timeout).toBe(20);
  expect(parseEnvironment(deliverEnvironmentSchema, bulk?.Environment.Variables ?? {})).toMatchObject({
    EGRESS: { kind: 'mx', name: 'local', ehloName: 'localhost.localdomain', limits: { rate: '20/s' } },
    ROUTES: { 'five.test': { host: '127.0.0.1', port: 2525 } },
    LIMITS: { 'five.test': { connections: 5 } },
    DATA_RESERVE_MS: 8_000,
  });
  expect(queues.find(({ QueueName }) => QueueName === 'sluice-local-bulk-ready')?.VisibilityTimeout).toBe(121);
  const concurrency = mappings
    .filter(({ id }) => id.startsWith('LaneBulk'))
    .map((m) => m.ScalingConfig.MaximumConcurrency);
  expect(concurrency).toEqual([8, 2]);
});

function resourceNames(template: Synthesised): string[] {
  return template.resources.map(({ id, type }) => `${type} ${id}`);
}

function grantedActions(template: Synthesised): string[] {
  return readResources(template).rolePolicies.flatMap(({ statements }) => statements.flatMap(({ Action }) => Action));
}

/** The paths at which two values differ, named by the parts that both have. */
function differ(a: unknown, b: unknown, path: string): string[] {
  if (typeof a === 'string' && typeof b === 'string') {
    return a.replaceAll('sluice-prod', 'sluice-local') === b ? [] : [path];
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b ? [] : [path];
  // Where the bundles lie does not matter here.
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => key !== 'S3Key');
  return keys.flatMap((key) => {
    const inner = `${path}.${key}`;
    if (!(key in a) || !(key in b)) return [inner];
    return differ(Reflect.get(a, key), Reflect.get(b, key), inner);
  });
}
