import type { AcquireRequest } from './decide.ts';
import type { BucketState } from './state.ts';
import type { Action, Clause, Plan } from './write.ts';

/** Takes a free slot, or the slots of owners whose leases have run out; null where none is to be had. */
export function planSlot(state: BucketState, request: AcquireRequest, slotLimit: number, nowMs: number): Plan | null {
  const held = Object.keys(state.slots).length;
  const take: Action = { do: 'take-slot', owner: request.owner, untilMs: request.leaseUntilMs };
  if (request.extend) {
    // One probe above the limit may be open besides: it is no reason for the others to leave.
    if (held > slotLimit + 1 || !(request.owner in state.slots)) return null;
    return {
      when: [
        { is: 'slot-held', owner: request.owner },
        { is: 'slots-at-most', value: slotLimit + 1 },
      ],
      then: [take],
    };
  }
  if (held < slotLimit) {
    return {
      when: [
        { is: 'slots-below', value: slotLimit },
        { is: 'slot-free', owner: request.owner },
      ],
      then: [take],
    };
  }
  const dead = Object.entries(state.slots).filter(([, untilMs]) => untilMs < nowMs);
  if (held - dead.length >= slotLimit) return null;
  return {
    when: [
      { is: 'slots-below', value: slotLimit + dead.length },
      { is: 'slot-free', owner: request.owner },
      ...dead.map(([owner, atMs]): Clause => ({ is: 'slot-expires', owner, atMs })),
    ],
    then: [...dead.map(([owner]): Action => ({ do: 'free-slot', owner })), take],
  };
}
