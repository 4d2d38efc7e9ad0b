import { describe, expect, it } from 'vitest';
import { createBuckets } from '#shared/bucket/bucket.ts';
import { initialState } from '#shared/bucket/state.ts';
import { createMemoryBucketStore } from '#test/support/memory-bucket-store.ts';
import { feedback } from './fleet/feedback.ts';

const dayMs = 86_400_000;

function warmingUp(messages: number) {
  const { store, states } = createMemoryBucketStore();
  const time = { nowMs: 0 };
  const known = initialState(0);
  states.set('mx#site', { ...known, law: { ...known.law, slotLimit: 5, slotCeiling: 6, probeAtMs: 1e15 } });
  const buckets = createBuckets(
    store,
    'mx',
    () => ({
      maxSlots: 20,
      intervalUs: 0,
      messagesPerConnection: 100,
      day: {
        day: Math.floor(time.nowMs / dayMs) + 1,
        messages,
        endsAtMs: (Math.floor(time.nowMs / dayMs) + 1) * dayMs,
      },
    }),
    { now: () => time.nowMs },
    () => 0.5,
  );
  const ask = (owner: string, extend = false) =>
    buckets.acquire('site', { owner, messages: 10, leaseUntilMs: 9e9, extend, isDue: true, accepted: 0 });
  return { buckets, time, ask };
}

describe('a daily cap', () => {
  it('grants what the day still has, then refuses until the next day', async () => {
    const { time, ask, buckets } = warmingUp(13);
    expect(await ask('a')).toMatchObject({ kind: 'granted', messages: 10 });
    expect(await ask('b')).toMatchObject({ kind: 'granted', messages: 3 });
    const refused = await ask('c');
    expect(refused).toMatchObject({ kind: 'refused', reason: 'day-cap', freeAtMs: dayMs, lookAfterMs: null });
    if (refused.kind !== 'refused') throw new Error('granted');
    const times = await buckets.appoint('site', refused, 100);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(dayMs);

    time.nowMs = dayMs;
    expect(await ask('d')).toMatchObject({ kind: 'granted', messages: 10 });
    expect(await ask('e')).toMatchObject({ kind: 'granted', messages: 3 });
  });

  it('counts what was granted and not started for nothing', async () => {
    const { ask, buckets } = warmingUp(10);
    const grant = await ask('a');
    if (grant.kind !== 'granted') throw new Error('refused');
    await buckets.release('site', 'a', { ...feedback(grant, null), accepted: 6, unused: { day: 1, messages: 4 } });
    expect(await ask('b')).toMatchObject({ kind: 'granted', messages: 4 });
    expect(await ask('c')).toMatchObject({ kind: 'refused', reason: 'day-cap' });
  });

  it('gives nothing back to a day that is over', async () => {
    const { ask, buckets, time } = warmingUp(10);
    const grant = await ask('a');
    if (grant.kind !== 'granted') throw new Error('refused');
    time.nowMs = dayMs;
    expect(await ask('b')).toMatchObject({ kind: 'granted', messages: 10 });
    await buckets.release('site', 'a', { ...feedback(grant, null), accepted: 0, unused: { day: 1, messages: 10 } });
    expect(await ask('c')).toMatchObject({ kind: 'refused', reason: 'day-cap' });
  });
});
