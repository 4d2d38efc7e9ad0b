import type { AcquireRequest } from './decide.ts';
import type { BucketState } from './state.ts';
import { isLent, isUrgentWaiting, lentLease, reservedSlots, type Urgency } from './urgency.ts';
import type { Action, Clause, Plan } from './write.ts';

/** `isLent`: a reserved slot, lent for one message. */
export interface SlotPlan extends Plan {
  readonly isLent: boolean;
}

/** The slots of a site as a lane may have them: new ones up to `limit`; those that are held stay while they are `most`. */
export interface KnownSlots {
  readonly limit: number;
  readonly most: number;
  readonly urgency: Urgency;
}

/** Where connections are not counted: a lease, by which a release is told from a repeated one. */
export function planUncounted({ owner, leaseUntilMs }: AcquireRequest): SlotPlan {
  return { when: [], then: [{ do: 'take-slot', owner, untilMs: leaseUntilMs }], isLent: false };
}

/**
 * Takes a free slot, or the slots of owners whose leases have run out; null where none is to be had. The number of slots is
 * a condition of the write; which of them are lent is concluded from what was last seen, and may for a moment be wrong.
 */
export function planSlot(
  state: BucketState,
  request: AcquireRequest,
  slots: KnownSlots,
  nowMs: number,
): SlotPlan | null {
  if (request.extend) return planExtension(state, request, slots, nowMs);
  const { limit: slotLimit, urgency } = slots;
  if (urgency === 'yields' && isUrgentWaiting(state, nowMs)) return null;
  const lends = urgency === 'yields' && !hasOrdinaryRoom(state, slotLimit);
  const lease = lends ? lentLease(request.owner) : request.owner;
  const take: Action = { do: 'take-slot', owner: lease, untilMs: request.leaseUntilMs };
  const makesRoom = urgency === 'yields' ? [noUrgentWaits(nowMs)] : [];
  const held = Object.keys(state.slots).length;
  if (held < slotLimit) {
    return {
      when: [...makesRoom, { is: 'slots-below', value: slotLimit }, { is: 'slot-free', owner: lease }],
      then: [take],
      isLent: lends,
    };
  }
  const dead = Object.entries(state.slots).filter(([, untilMs]) => untilMs < nowMs);
  if (held - dead.length >= slotLimit) return null;
  return {
    when: [
      ...makesRoom,
      { is: 'slots-below', value: slotLimit + dead.length },
      { is: 'slot-free', owner: lease },
      ...dead.map(([owner, atMs]): Clause => ({ is: 'slot-expires', owner, atMs })),
    ],
    then: [...dead.map(([owner]): Action => ({ do: 'free-slot', owner })), take],
    isLent: lends,
  };
}

/**
 * Goes on with a slot, unless more than `most` are held: a lent one message by message while no urgent mail waits, and as
 * its own once there is room; as a lent one where too many are their holders' own.
 */
function planExtension(
  state: BucketState,
  { owner, leaseUntilMs }: AcquireRequest,
  { limit: slotLimit, most: mostSlots, urgency }: KnownSlots,
  nowMs: number,
): SlotPlan | null {
  const lease = [owner, lentLease(owner)].find((name) => name in state.slots);
  if (lease === undefined || Object.keys(state.slots).length > mostSlots) return null;
  const when: Clause[] = [
    { is: 'slot-held', owner: lease },
    { is: 'slots-at-most', value: mostSlots },
  ];
  const take = (name: string): Action => ({ do: 'take-slot', owner: name, untilMs: leaseUntilMs });
  if (urgency !== 'yields') return { when, then: [take(lease)], isLent: false };
  const others = ownLeases(state) - (isLent(lease) ? 0 : 1);
  const becomesLent = others >= slotLimit - reservedSlots(slotLimit);
  if (!becomesLent && !isLent(lease)) return { when, then: [take(lease)], isLent: false };
  if (isUrgentWaiting(state, nowMs)) return null;
  when.push(noUrgentWaits(nowMs));
  const next = becomesLent ? lentLease(owner) : owner;
  const renamed: Action[] = next === lease ? [] : [{ do: 'free-slot', owner: lease }];
  return { when, then: [...renamed, take(next)], isLent: becomesLent };
}

const noUrgentWaits = (nowMs: number): Clause => ({
  is: 'compare',
  path: 'urgentUntilMs',
  op: '<=',
  value: nowMs,
});

/** Fewer slots are held as their holders' own than are not reserved. */
function hasOrdinaryRoom(state: BucketState, slotLimit: number): boolean {
  return ownLeases(state) < slotLimit - reservedSlots(slotLimit);
}

/** Slots that are held as their holders' own. */
function ownLeases(state: BucketState): number {
  return Object.keys(state.slots).filter((lease) => !isLent(lease)).length;
}
