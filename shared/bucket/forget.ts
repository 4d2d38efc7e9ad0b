import { initialLaw } from './law.ts';
import type { BucketState } from './state.ts';
import type { BucketWrite } from './write.ts';

/**
 * Forgets what a bucket has learned of its site, which is met as a new one from now on. Connections that live keep their slots,
 * what was granted keeps its times, appointments hold, and what is counted of the day stays counted. What is heard of earlier
 * grants is an echo.
 */
export function forget(known: BucketState, nowMs: number): BucketWrite {
  return {
    when: [{ is: 'compare', path: 'version', op: '=', value: known.version }],
    then: [
      { do: 'set-law', law: { ...initialLaw(nowMs), epoch: known.law.epoch + 1 } },
      { do: 'set', path: 'blockedUntilMs', value: 0 },
      { do: 'set', path: 'accepted', value: 0 },
      { do: 'add', path: 'version', value: 1 },
    ],
  };
}
