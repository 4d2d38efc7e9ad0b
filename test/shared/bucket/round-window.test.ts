import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundWindowBetween, waitBehindRoundWindow } from '#shared/bucket/round-window.ts';

const minuteMs = 60_000;

describe('a probe near the end of a round window', () => {
  it('is made behind it, where it would be made shortly before', () => {
    expect(waitBehindRoundWindow(50 * minuteMs, 9 * minuteMs)).toBeCloseTo(60 * 1.005 * minuteMs - 50 * minuteMs);
  });

  it('is made as planned where no such window ends soon', () => {
    expect(waitBehindRoundWindow(40 * minuteMs, 5 * minuteMs)).toBe(5 * minuteMs);
    expect(waitBehindRoundWindow(9_000, 4_000)).toBe(4_000);
  });

  it('never comes earlier than planned, nor later than half as long again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200_000_000 }), fc.integer({ min: 1, max: 600_000 }), (sinceMs, holdMs) => {
        const waitMs = waitBehindRoundWindow(sinceMs, holdMs);
        expect(waitMs).toBeGreaterThanOrEqual(holdMs);
        expect(waitMs).toBeLessThanOrEqual(1.5 * holdMs + 1e-6);
      }),
    );
  });
});

it('a round window ended in a time if it is in it', () => {
  expect(roundWindowBetween(2_900_000, 3_618_000)).toBe(3_600_000);
  expect(roundWindowBetween(3_600_000, 3_700_000)).toBeNull();
  expect(roundWindowBetween(5_000, 12_000)).toBeNull();
});
