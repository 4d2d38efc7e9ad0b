import { expect, it } from 'vitest';
import { createBuckets } from '#shared/bucket/bucket.ts';
import type { FixedLimits } from '#shared/bucket/fixed-limits.ts';
import { initialState } from '#shared/bucket/state.ts';
import { createMemoryBucketStore } from '#test/support/memory-bucket-store.ts';
import { feedback } from './fleet/feedback.ts';

/** A site that is known to take five connections, and a limit that may be told meanwhile. */
function site() {
  const { store, states } = createMemoryBucketStore();
  const known = initialState(0);
  states.set('mx#site', { ...known, law: { ...known.law, slotLimit: 5, slotCeiling: 6, probeAtMs: 1e15 } });
  const told: { limits: FixedLimits } = { limits: { maxSlots: 20, intervalUs: 0, messagesPerConnection: 100 } };
  const buckets = createBuckets(
    store,
    'mx',
    () => told.limits,
    { now: () => 1_000_000 },
    () => 0.5,
  );
  const ask = (owner: string, extend: boolean) =>
    buckets.acquire('site', { owner, messages: 10, leaseUntilMs: 2_000_000, extend, isDue: true, accepted: 0 });
  return { buckets, told, ask, states };
}

it.each([1, 2])('connections over a limit that fell to %i finish and leave, and that many go on', async (maxSlots) => {
  const { buckets, told, ask, states } = site();
  const grants = new Map<string, Awaited<ReturnType<typeof ask>>>();
  for (const owner of ['a', 'b', 'c', 'd', 'e']) grants.set(owner, await ask(owner, false));
  told.limits = { ...told.limits, maxSlots };
  for (const [owner, grant] of grants) {
    const answer = await ask(owner, true);
    const held = Object.keys(states.get('mx#site')?.slots ?? {}).length;
    if (held <= maxSlots) {
      expect(answer.kind).toBe('granted');
      continue;
    }
    expect(answer).toMatchObject({ kind: 'refused', reason: 'over-limit' });
    if (grant.kind === 'granted') await buckets.release('site', owner, feedback(grant, null));
  }
  expect(Object.keys(states.get('mx#site')?.slots ?? {})).toHaveLength(maxSlots);
  // What was learned is still there when the limit is taken back.
  expect(states.get('mx#site')?.law).toMatchObject({ slotLimit: 5, slotCeiling: 6 });
});
