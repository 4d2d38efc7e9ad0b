import fc from 'fast-check';

/** Zones whose days are hard: half-hour shifts, shifts at midnight, a day left out, and one that does nothing. */
export const oddZones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Pacific/Apia',
  'America/Sao_Paulo',
  'UTC',
] as const;

const dayMs = 86_400_000;
const range = { min: Date.UTC(2010, 0, 1), max: Date.UTC(2035, 0, 1) };

/** A time at which a day of 23 or 25 hours, or the day that Apia left out, is near. */
const nearShift = fc
  .tuple(
    fc.constantFrom(
      Date.UTC(2026, 2, 29),
      Date.UTC(2026, 9, 25),
      Date.UTC(2026, 2, 8),
      Date.UTC(2026, 10, 1),
      Date.UTC(2026, 3, 5),
      Date.UTC(2026, 9, 4),
      Date.UTC(2011, 11, 30),
      Date.UTC(2018, 1, 18),
      Date.UTC(2018, 10, 4),
    ),
    fc.integer({ min: -2 * dayMs, max: 2 * dayMs }),
  )
  .map(([atMs, byMs]) => atMs + byMs);

/** Epoch ms. */
export const someTime = fc.oneof(fc.integer(range), nearShift);
