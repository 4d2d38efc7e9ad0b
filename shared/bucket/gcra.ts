import type { FixedLimits } from './fixed-limits.ts';
import type { Law } from './law.ts';
import type { BucketState } from './state.ts';
import type { Plan } from './write.ts';

/**
 * A grant starts at most this far ahead: the longest wait in place. A Lambda that waits 2 s costs about what it costs to send
 * 100 copies round through SQS once (README, "Parameters").
 */
export const maxWaitMs = 2_000;

/** An idle bucket's first message starts no earlier than this on a new connection: else it starts late and crowds the next. */
export const leadMs = 300;

/** Clocks differ by so much at most between two writers, generously. */
const mostClockErrorMs = 10_000;
/** An emission time further ahead than this many messages was left by a limit that was slower by far, and has been changed. */
const mostAheadMessages = 10;

/** Whether the emission time can be one of the present interval's. */
export function isAstray(tatUs: number, intervalUs: number, nowUs: number): boolean {
  return tatUs - nowUs > (maxWaitMs + mostClockErrorMs) * 1000 + mostAheadMessages * intervalUs;
}

export interface Emission {
  readonly intervalUs: number;
  readonly startUs: number;
  readonly nowUs: number;
  readonly costUs: number;
  /** When the cycle began: a stop's end moves the emission time. */
  readonly sinceMs: number;
  /** How far the emission time may be ahead of now before this is granted. */
  readonly aheadUs: number;
}

/** GCRA: an idle bucket starts anew at `startUs`; a busy one moves its arrival time on, wherever it has got to meanwhile. */
export function planRate(tatUs: number, emission: Emission): Plan {
  const { intervalUs, startUs, nowUs, costUs, sinceMs, aheadUs } = emission;
  // Where no rate is known the emission time tells when the last grant was.
  if (intervalUs === 0) return { when: [], then: [{ do: 'set', path: 'tatUs', value: nowUs }] };
  if (isAstray(tatUs, intervalUs, nowUs)) {
    // What the slower limit granted last starts within the longest wait; and this call may have begun so long before that. Where
    // it ended a stop a moment ago, it may have written over one that had begun anew.
    const settledUs = Math.max(nowUs, (sinceMs + 3 * maxWaitMs) * 1000);
    const anewUs = settledUs + 2 * maxWaitMs * 1000 + intervalUs;
    return {
      when: [{ is: 'compare', path: 'tatUs', op: '=', value: tatUs }],
      then: [{ do: 'set', path: 'tatUs', value: anewUs + costUs }],
    };
  }
  if (costUs === 0) return { when: [{ is: 'compare', path: 'tatUs', op: '<=', value: nowUs + aheadUs }], then: [] };
  if (tatUs < nowUs) {
    return {
      when: [{ is: 'compare', path: 'tatUs', op: '<', value: nowUs }],
      then: [{ do: 'set', path: 'tatUs', value: startUs + costUs }],
    };
  }
  return {
    when: [
      { is: 'compare', path: 'tatUs', op: '>=', value: nowUs },
      { is: 'compare', path: 'tatUs', op: '<=', value: nowUs + aheadUs },
    ],
    then: [{ do: 'add', path: 'tatUs', value: costUs }],
  };
}

/**
 * After a stop messages start one interval from now at the earliest: the first place in the receiver's window is the probe's. The
 * emission time never goes back: what was granted before the stop may still start.
 */
export function restartEmission(state: BucketState, law: Law, limits: FixedLimits, nowMs: number): Plan {
  const tatUs = nowMs * 1000 + Math.max(law.intervalUs, limits.intervalUs);
  if (state.tatUs >= tatUs) return { when: [], then: [] };
  return {
    when: [{ is: 'compare', path: 'tatUs', op: '<', value: tatUs }],
    then: [{ do: 'set', path: 'tatUs', value: tatUs }],
  };
}
