import { readFile } from 'node:fs/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withBlocks } from '#infra/docs/markdown.ts';
import { type Emulators, startEmulators } from '#test/support/emulators.ts';
import { createPermits } from '#infra/local/permits.ts';
import { bundle } from './support/bundle.ts';
import type { Held } from './support/hold-against-receiver.ts';
import { type Incident, incidents } from './support/incidents.ts';
import { renderIncidents } from './support/render-incidents.ts';
import { type IncidentWorld, recipients, runIncident } from './support/run-incident.ts';

const dir = mkdtempSync(join(tmpdir(), 'sluice-incidents-'));
const results = new Map<Incident, Held>();
let aws: Emulators;
let world: IncidentWorld;

beforeAll(async () => {
  aws = await startEmulators();
  await aws.s3.send(new CreateBucketCommand({ Bucket: 'content' }));
  const [submit, deliver] = await Promise.all([bundle('submit', dir), bundle('deliver', dir)]);
  world = { aws, dir, code: { submit, deliver }, starts: createPermits(2 * availableParallelism()) };
});
afterAll(async () => {
  await aws[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

describe.concurrent('a function that is killed, or that AWS fails: nothing is lost, and every second copy is named', () => {
  it.each(incidents)('$of, $at: $blow', async (incident) => {
    const doubts = incident.leavesClaim ? 1 : 0;
    let held: Held;
    let tries = 0;
    // The promises are checked in each run. On a busy machine a slow call may leave a doubt of its own: that run says too much.
    do held = await runIncident(incident, `incident${incidents.indexOf(incident)}-${++tries}`, world);
    while (held.doubts > doubts && tries < 3);
    results.set(incident, held);
    expect(held.doubts).toBe(doubts);
    expect(held.final.delivered).toBe(recipients);
  });
});

it('is what docs/faults.md shows', async () => {
  const path = fileURLToPath(new URL('../../docs/faults.md', import.meta.url));
  const page = await readFile(path, 'utf8');
  const table = () => renderIncidents((incident) => results.get(incident));
  await expect(withBlocks(page, { incidents: table }), 'run: npm run docs:faults').toMatchFileSnapshot(path);
});
