import { expect, it } from 'vitest';
import { createBuckets, type Grant } from '#shared/bucket/bucket.ts';
import { everySite } from '#shared/bucket/every-site.ts';
import { meterBuckets } from '#shared/bucket/metered.ts';
import { createCountingMeter } from '#test/support/counting-meter.ts';
import { createMemoryBucketStore } from '#test/support/memory-bucket-store.ts';
import { feedback } from './fleet/feedback.ts';

const limits = { maxSlots: 20, intervalUs: 0, messagesPerConnection: 100 };

/** Senders with a cache each, over one store. */
function fleet() {
  const { store } = createMemoryBucketStore();
  const meter = createCountingMeter();
  const clock = { now: () => 1_000 };
  const sender = () =>
    meterBuckets(
      store,
      (metered) =>
        createBuckets(
          metered,
          'mx',
          () => limits,
          clock,
          () => 0.5,
        ),
      meter,
      'bulk',
    );
  return { meter, sender };
}

const request = (owner: string) => ({
  owner,
  messages: 1,
  leaseUntilMs: 60_000,
  extend: false,
  isDue: true,
  accepted: 0,
});

it('counts grants, and the writes that somebody else’s write had overtaken', async () => {
  const { meter, sender } = fleet();
  const [one, other] = [sender(), sender()];
  await one.acquire('a.test', request('one'));
  // It believes that the bucket is not there yet.
  expect((await other.acquire('a.test', request('other'))).kind).toBe('granted');
  await one.acquire(everySite, request('whole'));
  expect(meter.counts).toEqual({ 'Grants bulk a.test': 2, 'GrantsRefused bulk a.test': 1 });
});

it('counts one stop for all that refusals stop at once, and none for a site that is stopped already', async () => {
  const { meter, sender } = fleet();
  const senders = [sender(), sender()];
  const grants = await Promise.all(senders.map((each, nth) => each.acquire('a.test', request(`o${nth}`))));
  for (const [nth, each] of senders.entries()) {
    await each.release('a.test', `o${nth}`, feedback(grants[nth] as Grant, 'rate'));
  }
  expect(meter.counts['SiteSuspended bulk a.test']).toBe(1);
});
