import { describe, expect, it } from 'vitest';
import type { Urgency } from '#shared/bucket/urgency.ts';
import { type EgressScenario, runEgress } from '#test/bench/simulation/run-egress.ts';

const perSecond = 14;
/** A message may start so long after its place in the rate. */
const lateSeconds = 1;

const sites = (count: number, limits: string, messages: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, nth) => [`site${nth}.test`, { limits, messages }]));

describe('an egress of 14 messages a second over sites with limits of their own', () => {
  it.each<{ what: string; handlers: number; urgency: Urgency; of: EgressScenario['sites'] }>([
    { what: 'five of 4/s', handlers: 1, urgency: 'none', of: sites(5, '5 connections + 4/s', 400) },
    { what: 'five of 4/s', handlers: 50, urgency: 'yields', of: sites(5, '5 connections + 4/s', 400) },
    { what: 'five of 3/s', handlers: 10, urgency: 'none', of: sites(5, '5 connections + 3/s', 400) },
    { what: 'forty of 30 a minute', handlers: 10, urgency: 'none', of: sites(40, '30/m', 60) },
    {
      what: 'four of 1/s, and one without a rate',
      handlers: 10,
      urgency: 'yields',
      of: { ...sites(4, '1/s', 150), 'free.test': { limits: '20 connections', messages: 1_500 } },
    },
  ])(
    'is used, and never exceeded: $what, $handlers handlers, urgency $urgency',
    async ({ handlers, urgency, of }) => {
      const result = await runEgress({ total: { rate: `${perSecond}/s` }, urgency, sites: of }, handlers, 1);
      const { startsMs, allWaitUntilMs } = result;
      const started = startsMs.filter((atMs) => atMs <= allWaitUntilMs).length;
      expect(started / (perSecond * (allWaitUntilMs / 1000))).toBeGreaterThanOrEqual(0.9);
      for (const windowMs of [100, 1_000, 10_000, 60_000]) {
        expect(mostStarts(startsMs, windowMs)).toBeLessThanOrEqual(1 + perSecond * (windowMs / 1000 + lateSeconds));
      }
      // Most of these are refusals: several invocations wait for the same place.
      expect(result.totalWritesPerMessage).toBeLessThanOrEqual(3);
    },
    60_000,
  );
});

function mostStarts(startsMs: readonly number[], windowMs: number): number {
  let most = 0;
  for (let from = 0, to = 0; to < startsMs.length; to++) {
    while ((startsMs[to] ?? 0) - (startsMs[from] ?? 0) > windowMs) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
