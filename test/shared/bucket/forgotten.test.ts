import { expect, it } from 'vitest';
import { createBuckets, type Refused } from '#shared/bucket/bucket.ts';
import type { Feedback } from '#shared/bucket/feedback.ts';
import { createHolds } from '#shared/bucket/hold.ts';
import { createMemoryBucketStore } from '#test/support/memory-bucket-store.ts';
import { createMemoryHoldStore } from '#test/support/memory-hold-store.ts';

const site = 'a.test';
const clock = { now: () => 1_000_000 };
const limits = { maxSlots: 2, intervalUs: 100_000, messagesPerConnection: 100 };
const request = (owner: string, changes = {}) => ({
  owner,
  messages: 2,
  leaseUntilMs: 2_000_000,
  extend: false,
  isDue: false,
  accepted: 0,
  ...changes,
});
const seen: Feedback = {
  epoch: 1,
  isProbe: false,
  accepted: 2,
  isAnswered: false,
  unused: { day: 0, messages: 0 },
  serviceMs: 200,
  refusal: null,
  usedUpAfter: null,
};

/** A sender's dealings with one bucket; in between it meets so many other sites. */
async function deal(others: number) {
  const { store, states } = createMemoryBucketStore();
  const { store: elsewhere } = createMemoryBucketStore();
  const counts = { reads: 0, written: 0 };
  const isOurs = (key: string) => key === `mx#${site}`;
  const buckets = createBuckets(
    {
      async read(key) {
        if (!isOurs(key)) return elsewhere.read(key);
        counts.reads++;
        return store.read(key);
      },
      async write(key, write) {
        if (!isOurs(key)) return elsewhere.write(key, write);
        const result = await store.write(key, write);
        if (result.kind === 'written') counts.written++;
        return result;
      },
    },
    'mx',
    () => limits,
    clock,
    () => 0.5,
  );
  const meetOthers = async () => {
    for (let nth = 0; nth < others; nth++) await buckets.acquire(`other${nth}.test`, request('other'));
    if (others > 0) expect(buckets.state(site)).toBeNull();
  };

  const answers: unknown[] = [];
  const note = async (answer: Promise<unknown>) => {
    answers.push(await answer);
    await meetOthers();
  };
  await note(buckets.acquire(site, request('one')));
  await note(buckets.acquire(site, request('one', { extend: true, isDue: true, accepted: 2 })));
  await note(buckets.acquire(site, request('two')));
  await note(
    buckets.report(site, 'one', { ...seen, refusal: { kind: 'rate', text: '450 slow down', retryAfterMs: 0 } }),
  );
  await note(buckets.acquire(site, request('three', { isDue: true })));
  await note(buckets.appoint(site, answers.at(-1) as Refused, 5));
  await note(buckets.release(site, 'two', { ...seen, epoch: 2, refusal: null }));
  await note(buckets.release(site, 'one', seen));
  return { answers, counts, state: states.get(`mx#${site}`), buckets };
}

it('of a bucket costs reads, and changes nothing that is granted, taught or given back', async () => {
  const remembered = await deal(0);
  const forgotten = await deal(10_000);
  expect(forgotten.answers).toEqual(remembered.answers);
  expect(forgotten.state).toEqual(remembered.state);
  expect(forgotten.state).toMatchObject({ slots: {}, law: { mode: 'stopped', cause: 'rate' } });
  expect(forgotten.counts.written).toBe(remembered.counts.written);
  expect(forgotten.counts.reads).toBeGreaterThan(remembered.counts.reads);
});

it('begins after ten thousand of a hundred thousand sites', async () => {
  const { buckets } = await deal(0);
  for (let nth = 0; nth < 100_000; nth++) await buckets.acquire(`site${nth}.test`, request('one'));
  const known = Array.from({ length: 100_000 }, (_, nth) => buckets.state(`site${nth}.test`) !== null);
  expect(known.lastIndexOf(false)).toBe(89_999);
  expect(known.indexOf(true)).toBe(90_000);
});

it('of a From-domain’s holds costs a read', async () => {
  const store = createMemoryHoldStore();
  let reads = 0;
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const read = (fromDomain: string) => {
    reads++;
    return store.read(fromDomain);
  };
  const holds = createHolds({ ...store, read }, clock, log);
  await holds.hold('held.test', site, '550 no DMARC', 0);
  for (let nth = 0; nth < 100_000; nth++) await holds.of(`from${nth}.test`, site);
  expect(reads).toBe(100_001);
  await holds.of('from99999.test', site);
  await holds.of('from90001.test', site);
  expect(reads).toBe(100_001);
  expect(await holds.of('held.test', site)).toMatchObject({ reason: '550 no DMARC' });
  expect(reads).toBe(100_002);
});
