import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createBuckets } from '#shared/bucket/bucket.ts';
import { createLocalDays, dayIndexOf } from '#shared/bucket/local-day.ts';
import { createCapOfDay, createWarmUp } from '#shared/bucket/warm-up.ts';
import { warmUpSchema } from '#shared/bucket/warm-up-config.ts';
import { createMemoryBucketStore } from '#test/support/memory-bucket-store.ts';
import { oddZones, someTime } from './odd-zones.ts';

const inBerlin = { startDate: '2026-12-01', timeZone: 'Europe/Berlin' };
const at = (text: string) => Date.parse(text);

const dates = someTime.map((atMs) => new Date(atMs).toISOString().slice(0, 10));
const places = fc.record({ startDate: dates, timeZone: fc.constantFrom(...oddZones) });
/** So many days after the schedule's first. */
const daysAfter = (startDate: string, days: number, ms: number) => Date.parse(startDate) + days * 86_400_000 + ms;

describe('daily caps', () => {
  it('are those of the list, day by day, and none after its last', () => {
    const capOf = createCapOfDay({ ...inBerlin, dailyCaps: [50, 100, 500] });
    expect(capOf(at('2026-12-01T00:00:00+01:00'))).toEqual({
      day: 20261201,
      messages: 50,
      endsAtMs: at('2026-12-02T00:00:00+01:00'),
    });
    expect(capOf(at('2026-12-02T23:59:59.999+01:00'))).toMatchObject({ day: 20261202, messages: 100 });
    expect(capOf(at('2026-12-03T00:00:00+01:00'))).toMatchObject({ day: 20261203, messages: 500 });
    expect(capOf(at('2026-12-04T00:00:00+01:00'))).toBeNull();
    expect(capOf(at('2036-12-04T00:00:00+01:00'))).toBeNull();
  });

  it('are the first day’s before the schedule begins', () => {
    const capOf = createCapOfDay({ ...inBerlin, dailyCaps: [50, 100] });
    expect(capOf(at('2026-11-24T12:00:00Z'))).toMatchObject({ day: 20261124, messages: 50 });
  });

  it('hold for a whole local day in any zone, and follow the calendar', () => {
    const caps = fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        places,
        caps,
        fc.integer({ min: -3, max: 8 }),
        fc.nat(86_400_000),
        (place, dailyCaps, days, ofDayMs) => {
          const capOf = createCapOfDay({ ...place, dailyCaps });
          const nowMs = daysAfter(place.startDate, days, ofDayMs);
          const day = createLocalDays(place.timeZone)(nowMs);
          const expected = dailyCaps[Math.max(0, day.index - dayIndexOf(place.startDate))];
          const cap = capOf(nowMs);
          expect(cap?.messages).toBe(expected);
          expect(capOf(day.startsAtMs)).toEqual(cap);
          expect(capOf(day.endsAtMs - 1)).toEqual(cap);
          if (!cap) return;
          expect(cap.endsAtMs).toBe(day.endsAtMs);
          const next = capOf(cap.endsAtMs);
          if (next) expect(next.day).toBeGreaterThan(cap.day);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('growth', () => {
  const growths = fc
    .record({
      firstDay: fc.integer({ min: 1, max: 1_000 }),
      growth: fc.double({ min: 1.01, max: 4, noNaN: true }),
      more: fc.integer({ min: 1, max: 1e6 }),
    })
    .map(({ firstDay, growth, more }) => ({ firstDay, growth, until: firstDay + more }));

  it('begins with the first day’s messages, multiplies them day by day, and ends before it reaches its end', () => {
    fc.assert(
      fc.property(dates, growths, (startDate, growth) => {
        const capOf = createCapOfDay({ startDate, timeZone: 'UTC', ...growth });
        const caps = [...Array(40).keys()].map((n) => capOf(daysAfter(startDate, n, 0))?.messages ?? null);
        const exact = caps.map((_, n) => growth.firstDay * growth.growth ** n);
        for (const [n, cap] of caps.entries()) {
          if (cap === null) expect(exact[n]).toBeGreaterThanOrEqual(growth.until - 0.5);
          else expect(Math.abs(cap - (exact[n] ?? 0))).toBeLessThanOrEqual(0.5);
          if (cap !== null) expect(cap).toBeLessThan(growth.until);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('takes 18 days from 50 a day to 50,000, by a half more each day', () => {
    const capOf = createCapOfDay({ ...inBerlin, firstDay: 50, growth: 1.5, until: 50_000 });
    const capOn = (n: number) => capOf(daysAfter('2026-12-01', n, 43_200_000))?.messages;
    expect([0, 1, 2, 3, 17, 18].map(capOn)).toEqual([50, 75, 113, 169, 49263, undefined]);
  });
});

describe('the warm-up of an egress', () => {
  const config = warmUpSchema.parse({
    ...inBerlin,
    dailyCaps: [1_000],
    sites: {
      gmail: { dailyCaps: [10, 20] },
      'example.org': { firstDay: 5, growth: 2, until: 100, startDate: '2026-12-03', timeZone: 'America/New_York' },
    },
  });

  it('caps the egress in total, and each site that it names by its own schedule', () => {
    const warmUp = createWarmUp(config);
    const nowMs = at('2026-12-02T12:00:00Z');
    expect(warmUp.total(nowMs)).toBeNull();
    expect(warmUp.site('gmail', nowMs)).toMatchObject({ messages: 20, endsAtMs: at('2026-12-03T00:00:00+01:00') });
    expect(warmUp.site('example.org', at('2026-12-05T05:00:00Z'))).toMatchObject({
      day: 20261205,
      messages: 20,
      endsAtMs: at('2026-12-06T00:00:00-05:00'),
    });
    expect(warmUp.site('yahoo', nowMs)).toBeNull();
    expect(warmUp.site('constructor', nowMs)).toBeNull();
  });

  it('may cap sites only', () => {
    const warmUp = createWarmUp(warmUpSchema.parse({ ...inBerlin, sites: { gmail: { dailyCaps: [10] } } }));
    expect(warmUp.total(at('2026-12-01T12:00:00Z'))).toBeNull();
    expect(warmUp.site('gmail', at('2026-12-01T12:00:00Z'))).toMatchObject({ messages: 10 });
  });

  it('caps nothing where there is none', () => {
    const warmUp = createWarmUp(undefined);
    expect([warmUp.total(0), warmUp.site('gmail', 0)]).toEqual([null, null]);
  });

  it('survives the way through a function’s environment', () => {
    expect(warmUpSchema.parse(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });
});

describe('the day', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is computed once, whatever the number of messages', () => {
    const format = vi.spyOn(Intl.DateTimeFormat.prototype, 'formatToParts');
    const capOf = createCapOfDay({ ...inBerlin, dailyCaps: [50, 100] });
    const first = capOf(at('2026-12-01T08:00:00Z'));
    const computed = format.mock.calls.length;
    expect(computed).toBeGreaterThan(0);
    for (let n = 0; n < 10_000; n++) expect(capOf(at('2026-12-01T08:00:00Z') + n * 1_000)).toBe(first);
    expect(format).toHaveBeenCalledTimes(computed);
    expect(capOf(at('2026-12-02T08:00:00Z'))).toMatchObject({ messages: 100 });
    // By a clock that was ahead.
    expect(capOf(at('2026-12-01T22:59:59Z'))).toEqual(first);
  });

  it('ends a bucket’s wait with the local midnight, also where the day has 25 hours', async () => {
    const capOf = createCapOfDay({ startDate: '2026-10-25', timeZone: 'Europe/Berlin', dailyCaps: [2, 5] });
    let nowMs = at('2026-10-25T12:00:00+01:00');
    const limits = () => ({ maxSlots: 20, intervalUs: 0, messagesPerConnection: 100, day: capOf(nowMs) ?? undefined });
    const { store } = createMemoryBucketStore();
    const buckets = createBuckets(store, 'mx', limits, { now: () => nowMs }, () => 0.5);
    const ask = (owner: string) =>
      buckets.acquire('site', { owner, messages: 9, leaseUntilMs: 9e15, extend: false, isDue: true, accepted: 0 });
    expect(await ask('a')).toMatchObject({ kind: 'granted', messages: 2 });
    const midnightMs = at('2026-10-26T00:00:00+01:00');
    expect(await ask('b')).toMatchObject({ kind: 'refused', reason: 'day-cap', freeAtMs: midnightMs });
    nowMs = midnightMs - 1;
    expect(await ask('c')).toMatchObject({ kind: 'refused' });
    nowMs = midnightMs;
    expect(await ask('d')).toMatchObject({ kind: 'granted' });
  });
});
