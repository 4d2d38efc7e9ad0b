import * as z from 'zod';

/**
 * When a deferred delivery is tried again. The nth retry waits between 0.5 and 1 times `delaysMs[n - 1]` (the last entry
 * repeats) with full jitter in that half, so that mail deferred together does not come back together.
 *
 * Defaults follow RFC 5321 §4.5.4.1: within the hour at first, then every few hours, given up after 4–5 days.
 */
export const retryScheduleSchema = z.strictObject({
  delaysMs: z.array(z.int().positive()).min(1),
  /** Since acceptance; later the delivery expires. */
  giveUpAfterMs: z.int().positive(),
});
export type RetrySchedule = z.infer<typeof retryScheduleSchema>;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export const defaultRetrySchedule: RetrySchedule = {
  delaysMs: [5 * minuteMs, 15 * minuteMs, 30 * minuteMs, hourMs, 2 * hourMs, 4 * hourMs, 6 * hourMs],
  giveUpAfterMs: 4 * 24 * hourMs,
};

/**
 * The time of the next attempt after `attempts` attempts. `atLeastMs` is what the receiver asked for ("try again in N
 * minutes"), honoured even where it is longer than the schedule. `random` is in [0, 1).
 */
export function nextAttemptAt(
  schedule: RetrySchedule,
  attempts: number,
  nowMs: number,
  random: number,
  atLeastMs = 0,
): number {
  const index = Math.min(Math.max(attempts, 1), schedule.delaysMs.length) - 1;
  const base = schedule.delaysMs[index] ?? hourMs;
  return nowMs + Math.round(Math.max(base * (0.5 + 0.5 * random), atLeastMs * (1 + 0.1 * random)));
}
