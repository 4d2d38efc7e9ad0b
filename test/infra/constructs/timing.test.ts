import { assert, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import {
  contentExpiryDays,
  dataReserveMs,
  shareConcurrency,
  visibilityTimeoutSeconds,
} from '#infra/constructs/timing.ts';

test('mail reappears after six time-outs and the window', () => {
  expect(visibilityTimeoutSeconds(300, 5)).toBe(1805);
});

test('the last two fifths of an invocation start no DATA', () => {
  expect(dataReserveMs(300)).toBe(120_000);
  expect(dataReserveMs(15)).toBe(6_000);
});

test('content outlives the give-up time, a day’s postponement and the dead letters', () => {
  expect(contentExpiryDays(4 * 86_400_000)).toBe(19);
  expect(contentExpiryDays(5 * 60_000)).toBe(16);
});

test('a lane’s concurrency is used up by its two mappings, neither below Lambda’s minimum', () => {
  assert(
    property(integer({ min: 4, max: 1000 }), (maximum) => {
      const { ready, retry } = shareConcurrency(maximum);
      expect(ready + retry).toBe(maximum);
      expect(retry).toBeGreaterThanOrEqual(2);
      expect(ready).toBeGreaterThanOrEqual(retry);
    }),
  );
});
