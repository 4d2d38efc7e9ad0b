import type { AcquireRequest } from './acquire-request.ts';
import type { BucketState } from './state.ts';
import { isLeaseOf, isLent, isUrgentWaiting, lentLease, reservedSlots, type Urgency } from './urgency.ts';
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

/** Where connections are not counted: a lease, by which a release, or a grant, is told from a repeated one. */
export function planUncounted(state: BucketState, request: AcquireRequest, nowMs: number): SlotPlan | null {
  if (request.extend) {
    const held = renew(state, request.owner, nowMs);
    return held && { when: held.when, then: [held.take(held.lease)], isLent: false };
  }
  const { owner, leaseUntilMs } = request;
  const dead = evictDead(state, nowMs);
  return {
    when: [{ is: 'slot-free', owner }, ...dead.when],
    then: [...dead.then, { do: 'take-slot', owner, untilMs: leaseUntilMs }],
    isLent: false,
  };
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
  const held = Object.keys(state.slots).length;
  const dead = held < slotLimit ? nobody : evictDead(state, nowMs);
  if (held - dead.then.length >= slotLimit) return null;
  return {
    when: [
      ...(urgency === 'yields' ? [noUrgentWaits(nowMs)] : []),
      { is: 'slots-below', value: slotLimit + dead.then.length },
      { is: 'slot-free', owner: lease },
      ...dead.when,
    ],
    then: [...dead.then, { do: 'take-slot', owner: lease, untilMs: request.leaseUntilMs }],
    isLent: lends,
  };
}

const nobody: Plan = { when: [], then: [] };

/** Frees the slots of owners whose leases have run out. */
function evictDead(state: BucketState, nowMs: number): Plan {
  const dead = Object.entries(state.slots).filter(([, untilMs]) => untilMs < nowMs);
  return {
    when: dead.map(([owner, atMs]): Clause => ({ is: 'slot-expires', owner, atMs })),
    then: dead.map(([owner]): Action => ({ do: 'free-slot', owner })),
  };
}

/** Goes on with a lease, which moves a little each time: a repeated call finds it moved, and is granted nothing twice. */
function renew(state: BucketState, owner: string, nowMs: number) {
  const [lease, atMs] = Object.entries(state.slots).find(([name]) => isLeaseOf(name, owner)) ?? [];
  if (lease === undefined || atMs === undefined || atMs < nowMs) return null;
  const when: Clause[] = [{ is: 'slot-expires', owner: lease, atMs }];
  return { lease, when, take: (name: string): Action => ({ do: 'take-slot', owner: name, untilMs: atMs + 1 }) };
}

/**
 * Goes on with a slot, unless more than `most` are held: a lent one message by message while no urgent mail waits, and as
 * its own once there is room; as a lent one where too many are their holders' own.
 */
function planExtension(
  state: BucketState,
  { owner }: AcquireRequest,
  { limit: slotLimit, most: mostSlots, urgency }: KnownSlots,
  nowMs: number,
): SlotPlan | null {
  const mine = renew(state, owner, nowMs);
  if (!mine) return null;
  const { lease, take } = mine;
  const held = Object.keys(state.slots).length;
  const dead = held <= mostSlots ? nobody : evictDead(state, nowMs);
  if (held - dead.then.length > mostSlots) return null;
  const when: Clause[] = [...mine.when, { is: 'slots-at-most', value: mostSlots + dead.then.length }, ...dead.when];
  const goesOn: SlotPlan = { when, then: [...dead.then, take(lease)], isLent: false };
  if (urgency !== 'yields') return goesOn;
  const others = ownLeases(state) - (isLent(lease) ? 0 : 1);
  const becomesLent = others >= slotLimit - reservedSlots(slotLimit);
  if (!becomesLent && !isLent(lease)) return goesOn;
  if (isUrgentWaiting(state, nowMs)) return null;
  when.push(noUrgentWaits(nowMs));
  const next = becomesLent ? lentLease(owner) : owner;
  const renamed: Action[] = next === lease ? [] : [{ do: 'free-slot', owner: lease }];
  return { when, then: [...dead.then, ...renamed, take(next)], isLent: becomesLent };
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
