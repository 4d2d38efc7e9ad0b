import { expect, it } from 'vitest';
import { createBuckets, type Grant } from '#shared/bucket/bucket.ts';
import { createMemoryBucketStore } from '#test/support/memory-bucket-store.ts';
import { feedback } from './fleet/feedback.ts';

const dayMs = 86_400_000;

it('measures a rate while mail flows, not over the quiet days before', async () => {
  const { store, states } = createMemoryBucketStore();
  let nowMs = 0;
  const buckets = createBuckets(
    store,
    'mx',
    () => ({ maxSlots: 20, intervalUs: 0, messagesPerConnection: 100 }),
    { now: () => nowMs },
    () => 0.5,
  );
  let owners = 0;
  async function grant(): Promise<{ owner: string; grant: Grant }> {
    const owner = `o${++owners}`;
    const request = { owner, messages: 2, leaseUntilMs: nowMs + 60_000, extend: false, isDue: true, accepted: 0 };
    const answer = await buckets.acquire('site', request);
    if (answer.kind !== 'granted') throw new Error(answer.reason);
    return { owner, grant: answer };
  }
  /** Two messages a second for so long, all accepted. */
  async function flow(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      const { owner, grant: granted } = await grant();
      await buckets.release('site', owner, { ...feedback(granted, null), accepted: 2 });
      nowMs += 1_000;
    }
  }

  await flow(5);
  nowMs += 3 * dayMs;
  await flow(30);
  const refused = await grant();
  await buckets.release('site', refused.owner, feedback(refused.grant, 'rate'));
  nowMs += 1_500;
  const probe = await grant();
  await buckets.release('site', probe.owner, { ...feedback(probe.grant, null), accepted: 1 });
  // 61 messages in half a minute: about half a second each, not an hour.
  const { law } = states.get('mx#site') ?? {};
  expect(law?.mode).toBe('open');
  expect((law?.intervalUs ?? 0) / 1_000_000).toBeCloseTo(0.53, 1);
  expect(law?.windowMs).toBeLessThan(60_000);
});
