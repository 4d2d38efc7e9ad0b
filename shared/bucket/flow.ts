import type { AcquireRequest } from './acquire-request.ts';
import type { BucketState } from './state.ts';
import type { Action } from './write.ts';

/**
 * A rate is measured while mail flows: after so long without a grant the count of what was accepted begins anew, ms. While no rate
 * is known and nothing is on its way, any pause ends the flow: else a trickle would be taken for all that a site takes.
 */
const idleMs = 600_000;
const pauseMs = 2_000;

/** Begins the count anew where nothing was granted for long. Emission time tells: it is never before the last grant. */
export function planCount(state: BucketState, { extend, accepted }: AcquireRequest, nowMs: number): Action[] {
  const isTrickle = state.law.intervalUs === 0 && Object.keys(state.slots).length === 0;
  const quietMs = isTrickle ? pauseMs : idleMs;
  const isIdle = !extend && state.law.mode === 'open' && nowMs * 1000 - state.tatUs > quietMs * 1000;
  if (isIdle) {
    return [
      { do: 'set', path: 'busySinceMs', value: nowMs },
      { do: 'set', path: 'accepted', value: 0 },
    ];
  }
  return accepted > 0 ? [{ do: 'add', path: 'accepted', value: accepted }] : [];
}

/** Since when `accepted` counts. */
export function countsSinceMs({ law, busySinceMs }: BucketState): number {
  return Math.max(law.sinceMs, busySinceMs);
}
