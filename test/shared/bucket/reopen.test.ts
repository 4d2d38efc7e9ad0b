import { expect, it } from 'vitest';
import { createBuckets, type Grant } from '#shared/bucket/bucket.ts';
import { reopen } from '#shared/bucket/reopen.ts';
import { createMemoryBucketStore } from '#test/support/memory-bucket-store.ts';
import { feedback } from './fleet/feedback.ts';

const limits = { maxSlots: 20, intervalUs: 0, messagesPerConnection: 100 };
const hourMs = 3_600_000;

it.each(['shut', 'busy'] as const)(
  'opens a site that is stopped (%s) for senders that know it so, within 15 s and with few connections',
  async (kind) => {
    const { store, states, counts } = createMemoryBucketStore();
    let nowMs = 0;
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
        leaseUntilMs: 9 * hourMs,
        extend: false,
        isDue: true,
        accepted: 0,
      });
    const grant = (await ask('first')) as Grant;
    const refusal = { kind, text: '554 blocked', retryAfterMs: 2 * hourMs };
    await buckets.release('site', 'first', { ...feedback(grant, null), accepted: 0, refusal });
    expect(await ask('second')).toMatchObject({ kind: 'refused', reason: 'suspended', freeAtMs: 2 * hourMs });

    const known = states.get('mx#site');
    if (!known) throw new Error('met');
    expect((await store.write('mx#site', reopen(known, nowMs))).kind).toBe('written');
    const { reads } = counts;
    nowMs = 14_000;
    expect((await ask('third')).kind).toBe('refused');
    expect(counts.reads).toBe(reads);
    nowMs = 15_001;
    expect((await ask('fourth')).kind).toBe('granted');
    expect((await ask('fifth')).kind).toBe('granted');
    expect((await ask('sixth')).kind).toBe('refused');
    // What was granted before teaches nothing about the present.
    expect(states.get('mx#site')?.law).toMatchObject({ mode: 'open', epoch: grant.epoch + 2, taughtBy: '554 blocked' });
  },
);
