import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBuckets } from '#shared/bucket/bucket.ts';
import type { FixedLimits } from '#shared/bucket/fixed-limits.ts';
import type { BucketStore } from '#shared/bucket/write.ts';
import { createMemoryBucketStore } from '#test/support/memory-bucket-store.ts';
import { feedback } from './fleet/feedback.ts';
import { plans } from './fleet/plan.ts';
import { runFleet } from './fleet/run.ts';

describe('a bucket under a fleet of senders', () => {
  it.each([
    { clocks: 'exact', clockErrorMs: 0 },
    { clocks: 'up to 5 s off, and running back', clockErrorMs: 5_000 },
  ])(
    'keeps every limit, stop and day, whoever dies, whatever answer is lost and however late SQS returns all at once, and goes on afterwards (clocks $clocks)',
    async ({ clockErrorMs }) => {
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(plans({ clockErrorMs }), plans({ clockErrorMs, areChanging: true })),
          fc.scheduler(),
          async (plan, scheduler) => {
            expect(await runFleet(plan, scheduler)).toBeNull();
          },
        ),
        { numRuns: 500 },
      );
    },
    60_000,
  );

  it('refuses a grant that was computed before the law changed', async () => {
    const { store, counts } = createMemoryBucketStore();
    let nowMs = 0;
    const [old, other] = [createSender(), createSender()];
    function createSender() {
      return createBuckets(
        store,
        'mx',
        () => open,
        { now: () => nowMs },
        () => 0.5,
      );
    }
    const first = await old.acquire('site', asking('a'));
    const second = await other.acquire('site', asking('b'));
    if (first.kind !== 'granted' || second.kind !== 'granted') throw new Error('two slots are there at first');
    await other.release('site', 'b', feedback(second, 'rate'));
    counts.refused = 0;
    nowMs = 100;
    expect(await old.acquire('site', asking('c'))).toMatchObject({ kind: 'refused', reason: 'suspended' });
    expect(counts.refused).toBe(1);
  });

  it('keeps a slot until its lease ends', async () => {
    const { store } = createMemoryBucketStore();
    let nowMs = 0;
    const buckets = createBuckets(
      store,
      'mx',
      () => ({ ...open, maxSlots: 1 }),
      { now: () => nowMs },
      () => 0.5,
    );
    const ask = (owner: string) => buckets.acquire('site', { ...asking(owner), leaseUntilMs: nowMs + 1_000 });
    expect((await ask('dead')).kind).toBe('granted');
    nowMs = 1_000;
    expect(await ask('early')).toMatchObject({ kind: 'refused', reason: 'slots' });
    nowMs = 1_001;
    expect((await ask('next')).kind).toBe('granted');
  });

  it('costs one write a grant, and a refused block one read and one write', async () => {
    const { store, counts } = createMemoryBucketStore();
    const buckets = createBuckets(
      store,
      'mx',
      () => open,
      { now: () => 0 },
      () => 0.5,
    );
    await buckets.acquire('site', asking('a'));
    await buckets.acquire('site', asking('b'));
    expect(counts).toEqual({ reads: 0, written: 2, refused: 0 });
    const refusal = await buckets.acquire('site', asking('c'));
    if (refusal.kind === 'granted') throw new Error('a new site has two slots');
    await buckets.appoint('site', refusal, 100);
    expect(counts).toEqual({ reads: 1, written: 3, refused: 0 });
  });

  it('takes a grant whose answer was lost for its own when the call is repeated', async () => {
    const { store, states } = createMemoryBucketStore();
    const limits: FixedLimits = { maxSlots: 1, intervalUs: 0, messagesPerConnection: 50 };
    // As the SDK does when a response is lost: the same write once more.
    const repeating: BucketStore = {
      ...store,
      write: async (key, write) => {
        await store.write(key, write);
        return store.write(key, write);
      },
    };
    const buckets = createBuckets(
      repeating,
      'mx',
      () => limits,
      { now: () => 0 },
      () => 0.5,
    );
    const request = { messages: 3, leaseUntilMs: 1_000, extend: false, isDue: true, accepted: 0 };
    expect(await buckets.acquire('site', { ...request, owner: 'a' })).toMatchObject({ kind: 'granted', messages: 3 });
    expect(states.get('mx#site')?.slots).toEqual({ a: 1_000 });
    expect(await buckets.acquire('site', { ...request, owner: 'b' })).toMatchObject({ kind: 'refused' });
  });

  it('moves no appointment for a caller that keeps none', async () => {
    const { store, states } = createMemoryBucketStore();
    const limits: FixedLimits = { maxSlots: 1, intervalUs: 0, messagesPerConnection: 50 };
    const buckets = createBuckets(
      store,
      'mx',
      () => limits,
      { now: () => 0 },
      () => 0.5,
    );
    const request = { messages: 3, leaseUntilMs: 1_000, extend: false, isDue: true, accepted: 0 };
    await buckets.acquire('site', { ...request, owner: 'a' });
    const before = states.get('mx#site')?.nextMs;
    const refusal = await buckets.acquire('site', { ...request, owner: 'b' });
    expect(states.get('mx#site')?.nextMs).toBe(before);
    if (refusal.kind !== 'refused') throw new Error('granted');
    await buckets.appoint('site', refusal, 90);
    expect(states.get('mx#site')?.nextMs).toBeGreaterThan(before ?? 0);
  });

  it('grants under a rate no more than one connection can start in time', async () => {
    const { store } = createMemoryBucketStore();
    const limits: FixedLimits = { maxSlots: 5, intervalUs: 100_000, messagesPerConnection: 50 };
    const buckets = createBuckets(
      store,
      'mx',
      () => limits,
      { now: () => 0 },
      () => 0.5,
    );
    const request = { messages: 10, leaseUntilMs: 1_000, extend: false, isDue: true, accepted: 0 };
    const first = await buckets.acquire('site', { ...request, owner: 'a' });
    if (first.kind !== 'granted') throw new Error('refused');
    await buckets.release('site', 'a', { ...feedback(first, null), accepted: 1, serviceMs: 700 });
    // 700 ms a message at one per 100 ms: the third would start 1.2 s late.
    expect(await buckets.acquire('site', { ...request, owner: 'b' })).toMatchObject({ kind: 'granted', messages: 2 });
  });
});

const open: FixedLimits = { maxSlots: 20, intervalUs: 0, messagesPerConnection: 50 };

function asking(owner: string) {
  return { owner, messages: 10, leaseUntilMs: 1_000_000, extend: false, isDue: true, accepted: 0 };
}
