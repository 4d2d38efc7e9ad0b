import { expect, it } from 'vitest';
import { createBuckets } from '#shared/bucket/bucket.ts';
import { egressLimits } from '#shared/bucket/egress-limits.ts';
import { createMemoryBucketStore } from '#test/support/memory-bucket-store.ts';
import { feedback } from './fleet/feedback.ts';

it('does not take a trickle for all that a site takes', async () => {
  const { store, states } = createMemoryBucketStore();
  let nowMs = 0;
  const limits = { maxSlots: 20, intervalUs: 0, messagesPerConnection: 100 };
  const buckets = createBuckets(
    store,
    'mx',
    () => limits,
    { now: () => nowMs },
    () => 0.5,
  );
  let owners = 0;
  async function send(refusal: 'rate' | null): Promise<void> {
    const owner = `o${++owners}`;
    const request = { owner, messages: 1, leaseUntilMs: nowMs + 60_000, extend: false, isDue: true, accepted: 0 };
    const answer = await buckets.acquire('site', request);
    if (answer.kind !== 'granted') throw new Error(answer.reason);
    await buckets.release('site', owner, feedback(answer, refusal));
  }
  // One a minute for two hours, then ten a second for ten seconds, until the receiver has enough.
  for (let minute = 0; minute < 120; minute++, nowMs += 60_000) await send(null);
  for (let nth = 0; nth < 100; nth++, nowMs += 100) await send(null);
  await send('rate');
  nowMs += 1_500;
  await send(null);
  expect(states.get('mx#site')?.law.intervalUs).toBeLessThan(200_000);
  expect(states.get('mx#site')?.law.windowMs).toBeLessThan(30_000);
});

it('holds the connections of an egress in total as they are told, whatever was told before', async () => {
  const { store } = createMemoryBucketStore();
  let connections = 20;
  const buckets = createBuckets(
    store,
    'mx',
    () => egressLimits({ connections }, undefined, 10),
    { now: () => 0 },
    () => 0.5,
  );
  const ask = (owner: string) =>
    buckets.acquire('*', { owner, messages: 5, leaseUntilMs: 1_000, extend: false, isDue: true, accepted: 0 });
  const granted = async (owners: readonly string[]) =>
    (await Promise.all(owners.map(ask))).filter(({ kind }) => kind === 'granted').length;
  expect(await granted(['a', 'b', 'c'])).toBe(2);
  connections = 50;
  expect(await granted(['d', 'e', 'f', 'g'])).toBe(3);
});
