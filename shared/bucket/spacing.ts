import type { FixedLimits } from './fixed-limits.ts';
import type { Law } from './law.ts';
import { countsSinceMs } from './flow.ts';
import type { BucketState } from './state.ts';
import { reservedSlots } from './urgency.ts';

/** Time a message takes where nothing was measured yet, ms. */
const assumedServiceMs = 200;
/** Connections that open or close while others work. */
const spareSlots = 3;

export const serviceMsOf = ({ serviceMs }: Law): number => serviceMs || assumedServiceMs;

/** Connections as they are known: told, or learned within what is allowed. */
export function slotsOf(law: Law, limits: FixedLimits): number {
  return limits.isTold ? limits.maxSlots : Math.min(law.slotLimit, limits.maxSlots);
}

/** What one message takes of the site: its share of the rate, or of the connections where those are the limit. */
export function messageSpacingMs(state: BucketState, limits: FixedLimits, nowMs: number): number {
  const { law } = state;
  // A stop for the rate makes the rate so far smaller the longer it lasts.
  const isRateStop = law.mode === 'stopped' && law.cause === 'rate' && state.accepted > 0;
  const soFarUs = isRateStop ? ((nowMs - countsSinceMs(state)) * 1000) / state.accepted : 0;
  const intervalUs = Math.max(limits.intervalUs, law.intervalUs, soFarUs);
  if (limits.maxSlots === Infinity) return intervalUs / 1000;
  const slots = Math.max(1, slotsOf(law, limits));
  return Math.max(intervalUs / 1000, serviceMsOf(law) / slots);
}

/**
 * A rate needs only so many connections: twice what its messages keep busy, and a few that open or close meanwhile. Others would cost a
 * sender's time each, and the receiver a connection. Where what is not reserved is enough by far less, nothing need be lent.
 */
export function enoughSlots(law: Law, limits: FixedLimits, intervalUs: number): number {
  // Urgent mail is the last to go without: what lanes that yield hold is enough for the rate already.
  if (intervalUs === 0 || limits.urgency === 'urgent') return Infinity;
  const busy = (serviceMsOf(law) * 1000) / intervalUs;
  const enough = Math.ceil(2 * busy) + spareSlots;
  if (limits.urgency !== 'yields' || limits.isTotal) return enough;
  const slotLimit = slotsOf(law, limits);
  const unreserved = slotLimit - reservedSlots(slotLimit);
  return unreserved >= Math.ceil(1.2 * busy) + 1 ? Math.min(enough, unreserved) : enough;
}
