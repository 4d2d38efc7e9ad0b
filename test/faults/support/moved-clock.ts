import type { Clock } from '#shared/clock.ts';
import { turns } from '#test/support/scripted-smtp.ts';

export interface MovedClock extends Clock {
  /** On to this time, where that is not past. */
  moveTo(atMs: number): void;
}

/** More than a scripted server waits between two packets. */
const turnsOfASleep = 20;

/**
 * A clock that stands still but for sleeps, which take no time and let what has arrived meanwhile be read. So what a cell comes to
 * does not depend on the speed of the machine.
 */
export function createMovedClock(): MovedClock {
  let nowMs = Date.now();
  return {
    now: () => nowMs,
    async sleep(ms) {
      nowMs += Math.max(0, ms);
      await turns(turnsOfASleep);
    },
    moveTo(atMs) {
      nowMs = Math.max(nowMs, atMs);
    },
  };
}
