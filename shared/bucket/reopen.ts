import { initialSlotLimit } from './law.ts';
import type { BucketState } from './state.ts';
import type { BucketWrite } from './write.ts';

/**
 * Ends the stop of a site on a human's word. What was learned holds, but the site is met with few connections at first, as
 * after an outage; what is heard of earlier grants is an echo.
 */
export function reopen(known: BucketState, nowMs: number): BucketWrite {
  const { law } = known;
  return {
    when: [{ is: 'compare', path: 'version', op: '=', value: known.version }],
    then: [
      {
        do: 'set-law',
        law: {
          ...law,
          mode: 'open',
          cause: null,
          holdMs: 0,
          epoch: law.epoch + 1,
          slotLimit: Math.min(initialSlotLimit, law.slotLimit),
          sinceMs: nowMs,
        },
      },
      { do: 'set', path: 'blockedUntilMs', value: 0 },
      { do: 'set', path: 'accepted', value: 0 },
      { do: 'add', path: 'version', value: 1 },
    ],
  };
}
