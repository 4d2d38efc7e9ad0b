import type { Decision } from './decide.ts';
import type { BucketState } from './state.ts';
import type { BucketWrite } from './write.ts';

/** An appointment is never later than this from now: longer would be blind to a limit that rises meanwhile. */
const maxParkMs = 600_000;
/** Nor later than half the age of what is known: a site met a second ago is asked again within a second. */
const minParkMs = 1_000;

export type AppointmentPlan =
  | { readonly kind: 'write'; readonly comeBackAtMs: number; readonly write: BucketWrite }
  /** The cursor is as far ahead as it may be: come back at a random time before, no write. */
  | { readonly kind: 'at'; readonly comeBackAtMs: number };

/**
 * When a refused block comes back: behind the block refused before it, spaced by what a message takes. The cursor only
 * spreads the returns; nothing is reserved, and who comes back asks like any other.
 */
export function planAppointment(
  state: BucketState,
  refusal: Extract<Decision, { kind: 'refuse' }>,
  messages: number,
  nowMs: number,
  random: number,
): AppointmentPlan {
  const ageMs = Math.max(0, nowMs - Math.max(state.law.sinceMs, state.law.taughtAtMs));
  const earliestMs = Math.max(nowMs, refusal.freeAtMs);
  const latestMs = earliestMs + Math.min(maxParkMs, Math.max(minParkMs, ageMs / 2));
  const moveMs = Math.ceil(refusal.spacingMs * messages);
  if (state.nextMs > latestMs) {
    return { kind: 'at', comeBackAtMs: Math.round(earliestMs + (latestMs - earliestMs) * random) };
  }
  if (state.nextMs >= earliestMs) {
    return {
      kind: 'write',
      comeBackAtMs: state.nextMs,
      write: {
        when: [{ is: 'compare', path: 'nextMs', op: '>=', value: earliestMs }],
        then: [{ do: 'add', path: 'nextMs', value: moveMs }],
      },
    };
  }
  return {
    kind: 'write',
    comeBackAtMs: earliestMs,
    write: {
      when: [{ is: 'compare', path: 'nextMs', op: '<', value: earliestMs }],
      then: [{ do: 'set', path: 'nextMs', value: earliestMs + moveMs }],
    },
  };
}
