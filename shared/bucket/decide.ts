import { type DayCap, leftToday, planDay } from './day-cap.ts';
import { isAstray, leadMs, maxWaitMs, planRate } from './gcra.ts';
import { initialSlotLimit, type Law } from './law.ts';
import { planSlot, planUncounted } from './slots.ts';
import { type BucketState, initialState } from './state.ts';
import { reservedSlots, type Urgency } from './urgency.ts';
import type { Action, BucketWrite, Clause } from './write.ts';

/** What holds at a site whatever was learned: from configured limits and the provider's profile. */
export interface FixedLimits {
  /** Infinity: connections are not counted. */
  readonly maxSlots: number;
  /** µs a message; 0 where no rate is configured. */
  readonly intervalUs: number;
  readonly messagesPerConnection: number;
  /** The slots are known: nothing of them is learned, and `maxSlots` holds as it stands. */
  readonly isTold?: true;
  /** Messages in one grant, at most; by default a tenth of a write's worth of messages to one connection. */
  readonly maxBlock?: number;
  /** What may be sent today, where a warm-up says so. */
  readonly day?: DayCap | undefined;
  /** How the lane that asks stands to others. */
  readonly urgency?: Urgency;
}

export interface AcquireRequest {
  /** Names the lease; short, unique to the session. */
  readonly owner: string;
  /** Messages wanted; a grant may be for fewer. */
  readonly messages: number;
  /** When the lease ends if it is never released. */
  readonly leaseUntilMs: number;
  /** True to go on with a slot already held: only messages are asked for. */
  readonly extend: boolean;
  /** True where the messages come back at their appointment: they look for a place before a refusal is believed. */
  readonly isDue: boolean;
  /** Messages accepted on this connection that the bucket was not told of yet; they are counted if the answer is yes. */
  readonly accepted: number;
}

/**
 * `probing`: a probe is under way, and its answer near. `over-limit`: the limit fell, or urgent mail waits, and the connection
 * is to be closed. `day-cap`: the day's messages are sent.
 */
export type RefusalReason = 'suspended' | 'probing' | 'slots' | 'rate' | 'over-limit' | 'day-cap';

export type Decision =
  | {
      readonly kind: 'ask';
      readonly messages: number;
      readonly costUs: number;
      /** The bucket waits to hear of this one: it shows whether more may be granted. */
      readonly isProbe: boolean;
      readonly write: BucketWrite;
    }
  | { readonly kind: 'refuse'; readonly reason: RefusalReason; readonly freeAtMs: number; readonly spacingMs: number };

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
/** But so far at least, or a slow rate is not used: a message is on its way when its place comes. */
const leastAheadMs = 250;

/**
 * A probe that is not heard of for so long (or for as long as the last wait was) is dead, and another may go. Longer than a
 * connection and one message take.
 */
const probeTimeMs = 2_000;
/** While one is under way others look again after this. */
const probeLookMs = 300;

/** Time a message takes where nothing was measured yet, ms. */
const assumedServiceMs = 200;

/**
 * What to ask of the bucket, given its state as last known (null: never seen). A pure function: the write it returns holds
 * the conditions under which its conclusion stays true, so that a state that is old costs a write but never a limit.
 */
export function decide(
  known: BucketState | null,
  request: AcquireRequest,
  limits: FixedLimits,
  nowMs: number,
): Decision {
  const state = known ?? startWithin(limits, nowMs);
  const { law } = state;
  const { urgency = 'none' } = limits;
  const intervalUs = Math.max(limits.intervalUs, law.intervalUs);
  const spacingMs = messageSpacingMs(state, limits, nowMs);
  const refuse = (reason: RefusalReason, freeAtMs: number): Decision => ({
    kind: 'refuse',
    reason,
    freeAtMs,
    spacingMs,
  });

  const left = limits.day ? leftToday(state, limits.day) : Infinity;
  if (limits.day && left <= 0) return refuse('day-cap', limits.day.endsAtMs);

  const isRestricted = law.mode === 'stopped' || (law.mode === 'careful' && !request.extend);
  if (isRestricted && state.blockedUntilMs > nowMs) {
    const isProbing = state.blockedUntilMs > law.refusedAtMs + law.holdMs;
    if (law.mode === 'careful' || isProbing) return refuse('probing', nowMs + probeLookMs);
    return refuse('suspended', state.blockedUntilMs);
  }

  // Urgent mail is not what a probe above the ceiling is tried with.
  const probesAbove = !request.extend && urgency !== 'urgent' && mayProbeAbove(state, limits, nowMs);
  const enough = request.extend ? Infinity : enoughSlots(law, limits, intervalUs);
  const learned = limits.isTold ? limits.maxSlots : law.slotLimit + (probesAbove ? 1 : 0);
  const slotLimit = Math.min(learned, limits.maxSlots, enough);
  // One probe above what was learned may be open besides, above what was told none.
  const mostSlots = limits.isTold ? limits.maxSlots : Math.min(law.slotLimit + 1, limits.maxSlots);
  const slot =
    limits.maxSlots === Infinity
      ? planUncounted(request)
      : planSlot(state, request, slotLimit, mostSlots, urgency, nowMs);
  if (!slot) return refuse(request.extend ? 'over-limit' : 'slots', nowMs + spacingMs);

  const isProbe = isRestricted || probesAbove;
  const messages =
    isProbe || slot.isLent ? 1 : Math.min(left, blockSize(request.messages, law, limits, intervalUs, urgency));
  const nowUs = nowMs * 1000;
  const costUs = messages * intervalUs;
  const aheadUs =
    urgency === 'yields' ? Math.max(leastAheadMs * 1000, yieldingAheadMs * 1000 - costUs) : maxWaitMs * 1000;
  if (intervalUs > 0 && state.tatUs - nowUs > aheadUs && !isAstray(state.tatUs, intervalUs, nowUs)) {
    return refuse('rate', (state.tatUs - aheadUs) / 1000);
  }
  const startUs = request.extend ? nowUs : nowUs + leadMs * 1000;
  const rate = planRate(state.tatUs, { intervalUs, startUs, nowUs, costUs, aheadUs });
  const day = planDay(state, limits.day, messages);

  if (!known) {
    const created: BucketState = {
      ...state,
      tatUs: startUs + costUs,
      slots: Object.fromEntries(
        slot.then.flatMap((action) => (action.do === 'take-slot' ? [[action.owner, action.untilMs]] : [])),
      ),
      day: limits.day?.day ?? 0,
      dayMessages: limits.day ? messages : 0,
    };
    const write: BucketWrite = { when: [{ is: 'new' }], then: [{ do: 'create', state: created }] };
    return { kind: 'ask', messages, costUs, isProbe, write };
  }
  const claimsProbe: { when: Clause[]; then: Action[] } = isRestricted
    ? {
        when: [{ is: 'compare', path: 'blockedUntilMs', op: '<=', value: nowMs }],
        then: [{ do: 'set', path: 'blockedUntilMs', value: nowMs + Math.max(probeTimeMs, law.holdMs) }],
      }
    : { when: [], then: [] };
  return {
    kind: 'ask',
    messages,
    costUs,
    isProbe,
    write: {
      when: [
        { is: 'compare', path: 'version', op: '=', value: state.version },
        ...claimsProbe.when,
        ...slot.when,
        ...rate.when,
        ...day.when,
      ],
      then: [...claimsProbe.then, ...slot.then, ...rate.then, ...day.then, ...planCount(state, request, nowMs)],
    },
  };
}

/**
 * A rate needs only so many connections: twice what its messages keep busy, and a few that open or close meanwhile. Others would cost a
 * sender's time each, and the receiver a connection. Where what is not reserved is enough by far less, nothing need be lent.
 */
function enoughSlots(law: Law, limits: FixedLimits, intervalUs: number): number {
  if (intervalUs === 0) return Infinity;
  const busy = ((law.serviceMs || assumedServiceMs) * 1000) / intervalUs;
  const enough = Math.ceil(2 * busy) + spareSlots;
  if (limits.urgency !== 'yields') return enough;
  const slotLimit = limits.isTold ? limits.maxSlots : Math.min(law.slotLimit, limits.maxSlots);
  const unreserved = slotLimit - reservedSlots(slotLimit);
  return unreserved >= Math.ceil(1.2 * busy) + 1 ? Math.min(enough, unreserved) : enough;
}
const spareSlots = 3;

/**
 * A rate is measured while mail flows: after so long without a grant the count of what was accepted begins anew, ms. While no rate
 * is known and nothing is on its way, any pause ends the flow: else a trickle would be taken for all that a site takes.
 */
const idleMs = 600_000;
const pauseMs = 2_000;

/** Begins the count anew where nothing was granted for long. Emission time tells: it is never before the last grant. */
function planCount(state: BucketState, { extend, accepted }: AcquireRequest, nowMs: number): Action[] {
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

/** What one message takes of the site: its share of the rate, or of the connections where those are the limit. */
export function messageSpacingMs(state: BucketState, limits: FixedLimits, nowMs: number): number {
  const { law } = state;
  // A stop for the rate makes the rate so far smaller the longer it lasts.
  const isRateStop = law.mode === 'stopped' && law.cause === 'rate' && state.accepted > 0;
  const soFarUs = isRateStop ? ((nowMs - countsSinceMs(state)) * 1000) / state.accepted : 0;
  const intervalUs = Math.max(limits.intervalUs, law.intervalUs, soFarUs);
  if (limits.maxSlots === Infinity) return intervalUs / 1000;
  const slots = Math.max(1, limits.isTold ? limits.maxSlots : Math.min(law.slotLimit, limits.maxSlots));
  return Math.max(intervalUs / 1000, (law.serviceMs || assumedServiceMs) / slots);
}

/** All slots up to the ceiling are in use, and it is time to see whether the ceiling still stands. */
function mayProbeAbove(state: BucketState, limits: FixedLimits, nowMs: number): boolean {
  const { law } = state;
  return (
    law.mode === 'open' &&
    law.slotCeiling !== null &&
    law.slotLimit + 1 >= law.slotCeiling &&
    law.slotLimit < limits.maxSlots &&
    nowMs >= law.probeAtMs &&
    Object.keys(state.slots).length >= law.slotLimit
  );
}

function startWithin(limits: FixedLimits, nowMs: number): BucketState {
  const state = initialState(nowMs);
  return { ...state, law: { ...state.law, slotLimit: Math.min(initialSlotLimit, limits.maxSlots) } };
}

function blockSize(wanted: number, law: Law, limits: FixedLimits, intervalUs: number, urgency: Urgency): number {
  // An egress in total has many connections: only its rate bounds a block.
  if (limits.maxBlock !== undefined) {
    return Math.max(1, Math.min(wanted, limits.maxBlock, Math.floor((maxWaitMs * 1000) / intervalUs)));
  }
  const isSearching = law.slotCeiling === null && law.slotLimit < limits.maxSlots;
  const most = isSearching ? searchingBlock : maxBlock;
  const yielding = urgency === 'yields' ? yieldingBlock(law, intervalUs) : most;
  return Math.max(1, Math.min(wanted, most, yielding, limits.messagesPerConnection, inTime(law.serviceMs, intervalUs)));
}

/** Urgent mail that waits in place sees the end of a block of the lanes that yield. */
function yieldingBlock(law: Law, intervalUs: number): number {
  const byRate = intervalUs > 0 ? (yieldingBlockMs * 1000) / intervalUs : maxBlock;
  return Math.floor(Math.min(byRate, maxWaitMs / (law.serviceMs || assumedServiceMs)));
}

/** A grant lasts at most the longest wait, and no longer than its connection keeps up: a message more than that late would lapse. */
function inTime(serviceMs: number, intervalUs: number): number {
  if (intervalUs === 0) return maxBlock;
  const intervalMs = intervalUs / 1000;
  const lagMs = Math.max(0, (serviceMs || assumedServiceMs) - intervalMs);
  return Math.floor(Math.min(maxWaitMs / intervalMs, lagMs > 0 ? (0.9 * maxWaitMs) / lagMs : maxBlock));
}
