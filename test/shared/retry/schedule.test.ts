import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRetrySchedule, nextAttemptAt } from '#shared/retry/schedule.ts';

describe('the retry schedule', () => {
  it('gives up after four days by default, as RFC 5321 §4.5.4.1 asks for at least', () => {
    expect(defaultRetrySchedule.giveUpAfterMs).toBe(4 * 24 * 3_600_000);
  });

  it('waits between half and all of the delay of its attempt, and repeats the last', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempts, random) => {
          const { delaysMs } = defaultRetrySchedule;
          const delay = delaysMs[Math.min(attempts, delaysMs.length) - 1] ?? 0;
          const waited = nextAttemptAt(defaultRetrySchedule, attempts, 1_000, random) - 1_000;
          expect(waited).toBeGreaterThanOrEqual(Math.floor(delay / 2));
          expect(waited).toBeLessThanOrEqual(delay);
        },
      ),
    );
  });

  it('waits at least as long as the receiver asked for', () => {
    const hourMs = 3_600_000;
    expect(nextAttemptAt(defaultRetrySchedule, 1, 0, 0, hourMs)).toBeGreaterThanOrEqual(hourMs);
  });
});
