import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBuckets } from '#shared/bucket/bucket.ts';
import type { FixedLimits } from '#shared/bucket/decide.ts';
import type { BucketStore } from '#shared/bucket/write.ts';
import { createMemoryBucketStore } from '#test/support/memory-bucket-store.ts';

/**
 * A fleet against one bucket, in virtual time: senders with clocks apart, holders that die, asks in any order. Counted are
 * leases and starts as a receiver with the true clock would see them.
 */
const step = fc.record({
  sender: fc.integer({ min: 0, max: 5 }),
  what: fc.constantFrom('acquire' as const, 'release' as const, 'die' as const),
  messages: fc.integer({ min: 1, max: 20 }),
  afterMs: fc.integer({ min: 0, max: 900 }),
});

const clockErrorMs = 5_000;
const leaseMs = 20_000;

describe('a bucket under a fleet of senders', () => {
  it('never leases more slots than its limit and never starts more than its rate allows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 20, maxLength: 120 }),
        fc.array(fc.integer({ min: -clockErrorMs, max: clockErrorMs }), { minLength: 6, maxLength: 6 }),
        fc.record({
          maxSlots: fc.integer({ min: 1, max: 4 }),
          intervalUs: fc.constantFrom(0, 20_000, 166_667, 1_000_000),
        }),
        async (steps, clockErrors, { maxSlots, intervalUs }) => {
          let trueMs = 1_000_000;
          const { store } = createMemoryBucketStore();
          const limits: FixedLimits = { maxSlots, intervalUs, messagesPerConnection: 50 };
          const senders = clockErrors.map((error) =>
            createBuckets(
              store,
              'mx',
              () => limits,
              { now: () => trueMs + error },
              () => 0.5,
            ),
          );
          /** Live leases by owner: the true time at which the holder stops using it for sure. */
          const held = new Map<string, { sender: number; untilTrueMs: number }>();
          const starts: number[] = [];
          let owners = 0;

          for (const { sender, what, messages, afterMs } of steps) {
            trueMs += afterMs;
            for (const [name, lease] of held) if (lease.untilTrueMs < trueMs) held.delete(name);
            const buckets = senders[sender];
            const error = clockErrors[sender] ?? 0;
            if (!buckets) continue;
            if (what === 'acquire') {
              const owner = `o${++owners}`;
              // A lease ends 2 ε after its holder's deadline, so that no other clock sees it end before.
              const deadlineTrueMs = trueMs + leaseMs;
              const request = {
                owner,
                messages,
                backlog: messages,
                leaseUntilMs: deadlineTrueMs + error + 2 * clockErrorMs,
                extend: false,
                appointment: true,
              };
              const answer = await buckets.acquire('site', request);
              if (answer.kind === 'granted') {
                held.set(owner, { sender, untilTrueMs: deadlineTrueMs });
                for (let index = 0; index < answer.messages; index++) {
                  starts.push(answer.startAtMs + index * answer.intervalMs - error);
                }
              } else {
                expect(answer.comeBackAtMs).toBeGreaterThanOrEqual(trueMs + error);
              }
            } else {
              const mine = [...held].find(([, lease]) => lease.sender === sender);
              if (!mine) continue;
              const [owner] = mine;
              // A holder that dies neither releases nor sends; its slot stays taken until the lease ends.
              if (what === 'release') {
                held.delete(owner);
                await buckets.release('site', owner, { epoch: 1, accepted: 1, serviceMs: 100, refusal: null });
              }
            }
            expect(held.size).toBeLessThanOrEqual(maxSlots);
          }
          if (intervalUs > 0) expectRate(starts, intervalUs / 1000);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('gives a dead holder’s slot to the next who asks after its lease', async () => {
    const { store } = createMemoryBucketStore();
    let nowMs = 0;
    const limits: FixedLimits = { maxSlots: 1, intervalUs: 0, messagesPerConnection: 50 };
    const buckets = createBuckets(
      store,
      'mx',
      () => limits,
      { now: () => nowMs },
      () => 0.5,
    );
    const ask = (owner: string) =>
      buckets.acquire('site', {
        owner,
        messages: 1,
        backlog: 1,
        leaseUntilMs: nowMs + 1_000,
        extend: false,
        appointment: true,
      });
    expect((await ask('dead')).kind).toBe('granted');
    nowMs = 1_000;
    expect(await ask('early')).toMatchObject({ kind: 'refused', reason: 'slots' });
    nowMs = 1_001;
    expect((await ask('next')).kind).toBe('granted');
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
    const request = { messages: 3, backlog: 3, leaseUntilMs: 1_000, extend: false, appointment: true };
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
    const request = { messages: 3, backlog: 90, leaseUntilMs: 1_000, extend: false, appointment: false };
    await buckets.acquire('site', { ...request, owner: 'a' });
    const before = states.get('mx#site')?.nextMs;
    expect(await buckets.acquire('site', { ...request, owner: 'b' })).toMatchObject({ kind: 'refused' });
    expect(states.get('mx#site')?.nextMs).toBe(before);
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
    const request = { messages: 10, backlog: 10, leaseUntilMs: 1_000, extend: false, appointment: true };
    await buckets.acquire('site', { ...request, owner: 'a' });
    await buckets.release('site', 'a', { epoch: 1, accepted: 1, serviceMs: 700, refusal: null });
    // 700 ms a message at one per 100 ms: the third would start 1.2 s late.
    expect(await buckets.acquire('site', { ...request, owner: 'b' })).toMatchObject({ kind: 'granted', messages: 2 });
  });

  it('costs one write a grant, and a refused block at most two more', async () => {
    const { store, counts } = createMemoryBucketStore();
    const limits: FixedLimits = { maxSlots: 2, intervalUs: 0, messagesPerConnection: 50 };
    const buckets = createBuckets(
      store,
      'mx',
      () => limits,
      { now: () => 0 },
      () => 0.5,
    );
    const ask = (owner: string) =>
      buckets.acquire('site', {
        owner,
        messages: 10,
        backlog: 10,
        leaseUntilMs: 1_000,
        extend: false,
        appointment: true,
      });
    await ask('a');
    await ask('b');
    expect(counts).toEqual({ reads: 0, written: 2, refused: 0 });
    await ask('c');
    expect(counts.written + counts.refused).toBeLessThanOrEqual(4);
  });
});

/** In every window no more starts than burst (one) + rate × (w + 2 ε). */
function expectRate(starts: readonly number[], intervalMs: number): void {
  const sorted = [...starts].sort((a, b) => a - b);
  for (let from = 0; from < sorted.length; from++) {
    for (let to = from; to < sorted.length; to++) {
      const windowMs = (sorted[to] ?? 0) - (sorted[from] ?? 0);
      const allowed = 1 + (windowMs + 2 * clockErrorMs) / intervalMs;
      expect(to - from + 1).toBeLessThanOrEqual(Math.floor(allowed + 1e-6));
    }
  }
}
