import { type BucketState, initialState } from './state.ts';
import type { Action, BucketWrite, Clause } from './write.ts';

/** What holds at a site whatever was learned: from configured limits and the provider's profile. */
export interface FixedLimits {
  readonly maxSlots: number;
  /** µs a message; 0 where no rate is configured. */
  readonly intervalUs: number;
  readonly messagesPerConnection: number;
}

export interface AcquireRequest {
  /** Names the lease; short, unique to the session. */
  readonly owner: string;
  /** Messages wanted; a grant may be for fewer. */
  readonly messages: number;
  /** Messages that go back together if the answer is no: the appointment makes room for them all. */
  readonly backlog: number;
  /** When the lease ends if it is never released. */
  readonly leaseUntilMs: number;
  /** True to go on with a slot already held: only messages are asked for. */
  readonly extend: boolean;
  /** False where the caller goes on with another session anyway: a refusal then moves no appointment. */
  readonly appointment: boolean;
}

export type RefusalReason = 'suspended' | 'slots' | 'rate' | 'over-limit';

export type Decision =
  | { readonly kind: 'ask'; readonly messages: number; readonly costUs: number; readonly write: BucketWrite }
  | { readonly kind: 'refuse'; readonly reason: RefusalReason; readonly freeAtMs: number; readonly spacingMs: number };

/** A message is granted at most this long before it may start: the longest wait in place. A Lambda's wait of 2 s costs about as much as one hop through SQS. */
export const maxWaitMs = 2_000;

/** A message may start this long after its time; later its permission has lapsed. */
export const lapseMs = 1_000;

/** Messages in one grant, at most: so one grant costs a tenth of a write a message. */
export const maxBlock = 10;

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
  const slotLimit = slotLimitNow(state, limits, nowMs);
  const intervalUs = Math.max(limits.intervalUs, state.law.intervalUs);
  const spacingMs = Math.max(intervalUs / 1000, (state.law.serviceMs || assumedServiceMs) / slotLimit);
  const refuse = (reason: RefusalReason, freeAtMs: number): Decision => ({
    kind: 'refuse',
    reason,
    freeAtMs,
    spacingMs,
  });

  if (state.blockedUntilMs > nowMs) return refuse('suspended', state.blockedUntilMs);

  const slot = planSlot(state, request, slotLimit, nowMs);
  if (!slot) return refuse(request.extend ? 'over-limit' : 'slots', nowMs + spacingMs);

  const nowUs = nowMs * 1000;
  const aheadUs = state.tatUs - nowUs;
  if (intervalUs > 0 && aheadUs > maxWaitMs * 1000) return refuse('rate', state.tatUs / 1000);

  const messages = blockSize(request.messages, state, limits, intervalUs);
  const costUs = messages * intervalUs;
  const rate = planRate(intervalUs, aheadUs, nowUs, costUs);

  if (!known) {
    const created: BucketState = {
      ...state,
      tatUs: nowUs + costUs,
      slots: { [request.owner]: request.leaseUntilMs },
    };
    return {
      kind: 'ask',
      messages,
      costUs,
      write: { when: [{ is: 'new' }], then: [{ do: 'create', state: created }] },
    };
  }
  return {
    kind: 'ask',
    messages,
    costUs,
    write: {
      when: [
        { is: 'compare', path: 'version', op: '=', value: state.version },
        { is: 'compare', path: 'blockedUntilMs', op: '<=', value: nowMs },
        ...slot.when,
        ...rate.when,
      ],
      then: [...slot.then, ...rate.then],
    },
  };
}

/** The connections allowed at this moment: one while probing; one more than known when a probe above is due. */
export function slotLimitNow(state: BucketState, limits: FixedLimits, nowMs: number): number {
  const { law } = state;
  if (law.mode === 'probing') return 1;
  const probe = law.slotCeiling !== null && law.slotLimit + 1 >= law.slotCeiling && nowMs >= law.probeAtMs ? 1 : 0;
  return Math.max(1, Math.min(law.slotLimit + probe, limits.maxSlots));
}

function startWithin(limits: FixedLimits, nowMs: number): BucketState {
  const state = initialState(nowMs);
  return { ...state, law: { ...state.law, slotLimit: Math.min(state.law.slotLimit, limits.maxSlots) } };
}

interface Plan {
  readonly when: readonly Clause[];
  readonly then: readonly Action[];
}

/** Takes a free slot, or the slots of owners whose leases have run out; null where none is to be had. */
function planSlot(state: BucketState, request: AcquireRequest, slotLimit: number, nowMs: number): Plan | null {
  const held = Object.keys(state.slots).length;
  if (request.extend) {
    if (held > slotLimit) return null;
    return {
      when: [
        { is: 'slot-held', owner: request.owner },
        { is: 'slots-at-most', value: slotLimit },
      ],
      then: [{ do: 'take-slot', owner: request.owner, untilMs: request.leaseUntilMs }],
    };
  }
  const take: Action = { do: 'take-slot', owner: request.owner, untilMs: request.leaseUntilMs };
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

/** GCRA: an idle bucket starts anew at now; a busy one moves its arrival time on, wherever it has got to meanwhile. */
function planRate(intervalUs: number, aheadUs: number, nowUs: number, costUs: number): Plan {
  if (intervalUs === 0) return { when: [], then: [] };
  if (aheadUs < 0) {
    return {
      when: [{ is: 'compare', path: 'tatUs', op: '<', value: nowUs }],
      then: [{ do: 'set', path: 'tatUs', value: nowUs + costUs }],
    };
  }
  return {
    when: [
      { is: 'compare', path: 'tatUs', op: '>=', value: nowUs },
      { is: 'compare', path: 'tatUs', op: '<=', value: nowUs + maxWaitMs * 1000 },
    ],
    then: [{ do: 'add', path: 'tatUs', value: costUs }],
  };
}

function blockSize(wanted: number, state: BucketState, limits: FixedLimits, intervalUs: number): number {
  if (state.law.mode === 'probing') return 1;
  const paced = intervalUs > 0 ? pacedBlock(intervalUs / 1000, state.law.serviceMs || assumedServiceMs) : maxBlock;
  return Math.max(1, Math.min(wanted, maxBlock, limits.messagesPerConnection, paced));
}

/** A block under a rate: no longer than the wait in place, and what one connection can start before the permissions lapse. */
function pacedBlock(intervalMs: number, serviceMs: number): number {
  const inTime = serviceMs > intervalMs ? 1 + Math.floor(lapseMs / (serviceMs - intervalMs)) : maxBlock;
  return Math.max(1, Math.min(Math.floor(maxWaitMs / intervalMs), inTime));
}
