import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLocalDays, dayIndexOf, dayNumber } from '#shared/bucket/local-day.ts';
import { oddZones, someTime } from './odd-zones.ts';

const hourMs = 3_600_000;
const hoursOf = (day: { startsAtMs: number; endsAtMs: number }) => (day.endsAtMs - day.startsAtMs) / hourMs;

/** The date by which people there call this time, as 20261201. */
function dateIn(timeZone: string, atMs: number): number {
  const date = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(atMs);
  return Number(date.replaceAll('-', ''));
}

describe.each(oddZones)('the days of %s', (timeZone) => {
  const dayOf = createLocalDays(timeZone);
  /** Any time, and the milliseconds about midnight. */
  const times = fc.oneof(
    someTime,
    fc.tuple(someTime, fc.integer({ min: -2, max: 2 })).map(([atMs, by]) => dayOf(atMs).endsAtMs + by),
  );

  it('hold every time once, and end where the next one begins', () => {
    fc.assert(
      fc.property(times, (atMs) => {
        const day = dayOf(atMs);
        expect(day.startsAtMs).toBeLessThanOrEqual(atMs);
        expect(day.endsAtMs).toBeGreaterThan(atMs);
        expect(dayOf(day.startsAtMs)).toEqual(day);
        expect(dayOf(day.endsAtMs - 1)).toEqual(day);
        const next = dayOf(day.endsAtMs);
        expect(next.startsAtMs).toBe(day.endsAtMs);
        expect(next.index).toBeGreaterThan(day.index);
        expect(hoursOf(day)).toBeGreaterThanOrEqual(23);
        expect(hoursOf(day)).toBeLessThanOrEqual(25);
      }),
      { numRuns: 300 },
    );
  });

  it('bear the date that people there call it', () => {
    fc.assert(
      fc.property(times, (atMs) => {
        const day = dayOf(atMs);
        expect(dayNumber(day.index)).toBe(dateIn(timeZone, atMs));
        expect(dayNumber(day.index)).toBe(dateIn(timeZone, day.startsAtMs));
        expect(dayNumber(day.index)).not.toBe(dateIn(timeZone, day.endsAtMs));
      }),
      { numRuns: 300 },
    );
  });
});

it.each([
  { zone: 'Europe/Berlin', date: '2026-03-29', startsAt: '2026-03-28T23:00:00Z', hours: 23 },
  { zone: 'Europe/Berlin', date: '2026-10-25', startsAt: '2026-10-24T22:00:00Z', hours: 25 },
  { zone: 'America/New_York', date: '2026-03-08', startsAt: '2026-03-08T05:00:00Z', hours: 23 },
  { zone: 'America/New_York', date: '2026-11-01', startsAt: '2026-11-01T04:00:00Z', hours: 25 },
  { zone: 'Australia/Lord_Howe', date: '2026-10-04', startsAt: '2026-10-03T13:30:00Z', hours: 23.5 },
  { zone: 'Australia/Lord_Howe', date: '2026-04-05', startsAt: '2026-04-04T13:00:00Z', hours: 24.5 },
  { zone: 'Asia/Kolkata', date: '2026-03-29', startsAt: '2026-03-28T18:30:00Z', hours: 24 },
  // Begins at 01:00: that midnight did not exist.
  { zone: 'America/Sao_Paulo', date: '2018-11-04', startsAt: '2018-11-04T03:00:00Z', hours: 23 },
  // Its last hour came twice.
  { zone: 'America/Sao_Paulo', date: '2018-02-17', startsAt: '2018-02-17T02:00:00Z', hours: 25 },
])('$date in $zone begins at $startsAt and has $hours hours', ({ zone, date, startsAt, hours }) => {
  const day = createLocalDays(zone)(Date.parse(startsAt));
  expect({ ...day, hours: hoursOf(day) }).toMatchObject({
    index: dayIndexOf(date),
    startsAtMs: Date.parse(startsAt),
    hours,
  });
});

it('goes from 29 to 31 December 2011 in Apia, which left a day out', () => {
  const dayOf = createLocalDays('Pacific/Apia');
  const last = dayOf(Date.parse('2011-12-30T09:59:59.999Z'));
  expect(last).toMatchObject({ index: dayIndexOf('2011-12-29'), endsAtMs: Date.parse('2011-12-30T10:00:00Z') });
  expect(dayOf(last.endsAtMs)).toMatchObject({ index: dayIndexOf('2011-12-31'), startsAtMs: last.endsAtMs });
});

it.each([
  // At 00:01 it was 23:01 of the day before again; at 02:00 it was 23:00.
  { zone: 'America/St_Johns', from: '2006-10-29T02:00:00Z', dates: ['2006-10-28', '2006-10-29'] },
  { zone: 'Antarctica/Casey', from: '2010-03-04T12:00:00Z', dates: ['2010-03-04', '2010-03-05'] },
])('changes the day once where clocks go back over midnight, as in $zone', ({ zone, from, dates }) => {
  const dayOf = createLocalDays(zone);
  const days = Array.from({ length: 5 * 60 }, (_, minute) => dayOf(Date.parse(from) + minute * 60_000));
  const changes = days.filter((day, n) => n === 0 || day.index !== days[n - 1]?.index);
  expect(changes.map(({ index }) => index)).toEqual(dates.map(dayIndexOf));
  expect(changes[0]?.endsAtMs).toBe(changes[1]?.startsAtMs);
});

it('does not know a zone that there is not', () => {
  expect(() => createLocalDays('Europe/Atlantis')).toThrow(RangeError);
});
