/** A day of the calendar in one time zone; where daylight saving begins or ends it has 23 or 25 hours. */
export interface LocalDay {
  /** Days since 1970-01-01, by the calendar. */
  readonly index: number;
  readonly startsAtMs: number;
  /** The first millisecond of the next day. */
  readonly endsAtMs: number;
}

const dayMs = 86_400_000;
/** A day begins within so long of midnight in UTC: no zone's clocks ever differed by more. */
const mostOffsetMs = 26 * 3_600_000;

/**
 * The days of an IANA time zone. Where clocks are set back over midnight the day changes once and not three times; a date
 * that a zone left out has no time in it. Throws a `RangeError` for a zone that is not known.
 */
export function createLocalDays(timeZone: string): (nowMs: number) => LocalDay {
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
  const format = new Intl.DateTimeFormat('en-US', {
    ...numeric,
    calendar: 'gregory',
    numberingSystem: 'latn',
    timeZone,
  });

  function dateOf(atMs: number): number {
    const parts = format.formatToParts(atMs);
    const numberOf = (type: string) => Number(parts.find((part) => part.type === type)?.value);
    return Date.UTC(numberOf('year'), numberOf('month') - 1, numberOf('day')) / dayMs;
  }

  /** The millisecond at which the clocks come from an earlier date to this or a later one. */
  function startOf(index: number): number {
    let beforeMs = index * dayMs - mostOffsetMs;
    let sinceMs = index * dayMs + mostOffsetMs;
    while (sinceMs - beforeMs > 1) {
      const middleMs = Math.floor((beforeMs + sinceMs) / 2);
      if (dateOf(middleMs) < index) beforeMs = middleMs;
      else sinceMs = middleMs;
    }
    return sinceMs;
  }

  return (nowMs) => {
    let index = dateOf(nowMs);
    while (startOf(index) > nowMs) index--;
    while (startOf(index + 1) <= nowMs) index++;
    return { index, startsAtMs: startOf(index), endsAtMs: startOf(index + 1) };
  };
}

/** The day of "2026-12-01" as days since 1970-01-01. */
export function dayIndexOf(date: string): number {
  return Date.parse(date) / dayMs;
}

/** A day as 20261201. */
export function dayNumber(index: number): number {
  return Number(new Date(index * dayMs).toISOString().slice(0, 10).replaceAll('-', ''));
}
