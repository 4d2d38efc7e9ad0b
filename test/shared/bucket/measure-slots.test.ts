import { expect, it } from 'vitest';
import { createBuckets } from '#shared/bucket/bucket.ts';
import { measureSlots } from '#shared/bucket/measure-slots.ts';
import { siteLimits } from '#shared/bucket/site-limits.ts';
import { createMemoryBucketStore } from '#test/support/memory-bucket-store.ts';

/** A site that takes five connections, asked at one time. */
function fiveConnections() {
  const nowMs = 1_700_000_000_000;
  const seen: [site: string, percent: number][] = [];
  const meter = {
    count: () => undefined,
    observeAge: () => undefined,
    observePeak: (_name: string, percent: number, { site }: { site: string }) => void seen.push([site, percent]),
  };
  const buckets = createBuckets(
    createMemoryBucketStore().store,
    'local',
    (site) => siteLimits(site, { 'five.test': { connections: 5 } }),
    { now: () => nowMs },
    () => 0.5,
  );
  const measured = measureSlots(buckets, meter, 'bulk', () => nowMs);
  const ask = (owner: string, site = 'five.test') =>
    measured.acquire(site, {
      owner,
      messages: 1,
      leaseUntilMs: nowMs + 60_000,
      extend: false,
      isDue: false,
      accepted: 0,
    });
  return { seen, ask };
}

it('tells how many of a site’s connections are in use with each one that is asked for', async () => {
  const { seen, ask } = fiveConnections();
  const answers = [];
  for (const owner of ['a', 'b', 'c']) answers.push((await ask(owner)).kind);
  // A site that was never met begins with two connections.
  expect(answers).toEqual(['granted', 'granted', 'refused']);
  expect(seen).toEqual([
    ['five.test', 50],
    ['five.test', 100],
    ['five.test', 100],
  ]);
});

it('says nothing of all sites together, which are none', async () => {
  const { seen, ask } = fiveConnections();
  await ask('a', '*');
  expect(seen).toEqual([]);
});
