import type { AcquireRequest } from './acquire-request.ts';
import type { FixedLimits } from './fixed-limits.ts';
import { maxWaitMs } from './gcra.ts';
import type { Law } from './law.ts';
import { serviceMsOf } from './spacing.ts';
import type { Urgency } from './urgency.ts';

/** Messages in one grant, at most: so one grant costs a tenth of a write a message. */
export const maxBlock = 10;

/** While the limit of connections is still being searched, blocks are short: what they show is known sooner. */
const searchingBlock = 2;

/**
 * Where a rate is the limit, a lane that yields is granted no more than this at once, and keeps the emission time no further
 * ahead, ms: urgent mail starts behind it.
 */
const yieldingBlockMs = 500;
const yieldingAheadMs = 1_000;
/** Who enters an egress finds its emission time nearer than those that are in it: these use all of its rate, and the others come later. */
const enteringAheadMs = { none: 500, yields: 250 };
/** But so far at least, or a slow rate is not used: a message is on its way when its place comes. */
const leastAheadMs = 250;

/** Messages of one grant. */
export function blockSize(
  { messages: wanted, extend }: Pick<AcquireRequest, 'messages' | 'extend'>,
  law: Law,
  limits: FixedLimits,
  intervalUs: number,
): number {
  // An egress in total has many connections: only its rate bounds a block, and who enters takes no place in it yet.
  if (limits.isTotal) {
    if (intervalUs === 0) return wanted;
    return extend ? Math.max(1, Math.min(wanted, Math.floor((maxWaitMs * 1000) / intervalUs))) : 0;
  }
  const isSearching = law.slotCeiling === null && law.slotLimit < limits.maxSlots;
  const most = isSearching ? searchingBlock : maxBlock;
  const yielding = limits.urgency === 'yields' ? yieldingBlock(law, intervalUs) : most;
  return Math.max(1, Math.min(wanted, most, yielding, limits.messagesPerConnection, inTime(law, intervalUs)));
}

/** Urgent mail that waits in place sees the end of a block of the lanes that yield. */
function yieldingBlock(law: Law, intervalUs: number): number {
  const byRate = intervalUs > 0 ? (yieldingBlockMs * 1000) / intervalUs : maxBlock;
  return Math.floor(Math.min(byRate, maxWaitMs / serviceMsOf(law)));
}

/** A grant lasts at most the longest wait, and no longer than its connection keeps up: a message more than that late would lapse. */
function inTime(law: Law, intervalUs: number): number {
  if (intervalUs === 0) return maxBlock;
  const intervalMs = intervalUs / 1000;
  const lagMs = Math.max(0, serviceMsOf(law) - intervalMs);
  return Math.floor(Math.min(maxWaitMs / intervalMs, lagMs > 0 ? (0.9 * maxWaitMs) / lagMs : maxBlock));
}

/** How far the emission time may be ahead of now before a grant of this cost, µs. */
export function aheadUs(urgency: Urgency, costUs: number): number {
  if (costUs === 0 && urgency !== 'urgent') return enteringAheadMs[urgency] * 1000;
  return urgency === 'yields' ? Math.max(leastAheadMs * 1000, yieldingAheadMs * 1000 - costUs) : maxWaitMs * 1000;
}
