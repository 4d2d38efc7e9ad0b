import type { BucketState } from './state.ts';

/**
 * How a lane stands to the others of its egress at a site: `urgent` mail goes first, `yields` goes after it; `none` where no
 * lane is urgent.
 */
export type Urgency = 'urgent' | 'yields' | 'none';

/** A lease of a reserved slot carries this mark behind its owner's name: it was lent for one message at a time. */
const lentMark = '~';

export const lentLease = (owner: string): string => owner + lentMark;
export const isLent = (lease: string): boolean => lease.endsWith(lentMark);
export const isLeaseOf = (lease: string, owner: string): boolean => lease === owner || lease === lentLease(owner);

/** The share of a site's slots that a lane which yields only borrows: a tenth, but one at least. */
export function reservedSlots(slotLimit: number): number {
  return Math.max(1, Math.floor(slotLimit / 10));
}

/** Urgent mail was refused a slot, and waits in place for one. */
export function isUrgentWaiting(state: BucketState, nowMs: number): boolean {
  return state.urgentUntilMs > nowMs;
}

/** The cursor from which a lane's appointments are given. */
export function cursorOf(urgency: Urgency): 'nextMs' | 'urgentNextMs' {
  return urgency === 'urgent' ? 'urgentNextMs' : 'nextMs';
}
