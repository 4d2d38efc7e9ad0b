import type { AcquireRequest } from './acquire-request.ts';
import { aheadUs, blockSize } from './block.ts';
import { leftToday, planDay } from './day-cap.ts';
import type { FixedLimits } from './fixed-limits.ts';
import { planCount } from './flow.ts';
import { isAstray, leadMs, planRate } from './gcra.ts';
import { initialSlotLimit } from './law.ts';
import { planSlot, planUncounted } from './slots.ts';
import { enoughSlots, messageSpacingMs, slotsOf } from './spacing.ts';
import { type BucketState, initialState } from './state.ts';
import type { Action, BucketWrite, Clause } from './write.ts';

/**
 * `probing`: a probe is under way, and its answer near. `over-limit`: the limit fell, or urgent mail waits, and the connection
 * is to be closed. `day-cap`: the day's messages are sent.
 */
export type RefusalReason = 'suspended' | 'probing' | 'slots' | 'rate' | 'over-limit' | 'day-cap';

export type Decision =
  | {
      readonly kind: 'ask';
      readonly messages: number;
      readonly intervalUs: number;
      /** The bucket waits to hear of this one: it shows whether more may be granted. */
      readonly isProbe: boolean;
      readonly write: BucketWrite;
    }
  | { readonly kind: 'refuse'; readonly reason: RefusalReason; readonly freeAtMs: number; readonly spacingMs: number };

/**
 * A probe that is not heard of for so long (or for as long as the last wait was) is dead, and another may go. Longer than a
 * connection and one message take.
 */
const probeTimeMs = 2_000;
/** While one is under way others look again after this; urgent mail before them, or they are granted the next second first. */
const probeLookMs = 300;
const urgentLookMs = 100;

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
  // Slots are what lanes meet over at sites; an egress in total is entered by whole invocations.
  const slotUrgency = limits.isTotal ? 'none' : urgency;
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
    if (law.mode === 'careful' || isProbing) {
      return refuse('probing', nowMs + (urgency === 'urgent' ? urgentLookMs : probeLookMs));
    }
    return refuse('suspended', state.blockedUntilMs);
  }

  // Urgent mail is not what a probe above the ceiling is tried with.
  const probesAbove = !request.extend && urgency !== 'urgent' && mayProbeAbove(state, limits, nowMs);
  const enough = request.extend ? Infinity : enoughSlots(law, limits, intervalUs);
  const slots = {
    limit: Math.min(slotsOf(law, limits) + (probesAbove ? 1 : 0), limits.maxSlots, enough),
    // One probe above what was learned may be open besides, above what was told none.
    most: Math.min(slotsOf(law, limits) + 1, limits.maxSlots),
    urgency: slotUrgency,
  };
  const slot =
    limits.maxSlots === Infinity ? planUncounted(state, request, nowMs) : planSlot(state, request, slots, nowMs);
  if (!slot) return refuse(request.extend ? 'over-limit' : 'slots', nowMs + spacingMs);

  const isProbe = isRestricted || probesAbove;
  const messages = isProbe || slot.isLent ? 1 : Math.min(left, blockSize(request, law, limits, intervalUs));
  const nowUs = nowMs * 1000;
  const costUs = messages * intervalUs;
  const mostAheadUs = aheadUs(urgency, costUs);
  if (intervalUs > 0 && state.tatUs - nowUs > mostAheadUs && !isAstray(state.tatUs, intervalUs, nowUs)) {
    return refuse('rate', (state.tatUs - mostAheadUs) / 1000);
  }
  const startUs = request.extend ? nowUs : nowUs + leadMs * 1000;
  const rate = planRate(state.tatUs, {
    intervalUs,
    startUs,
    nowUs,
    costUs,
    sinceMs: law.sinceMs,
    aheadUs: mostAheadUs,
  });
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
    return { kind: 'ask', messages, intervalUs, isProbe, write };
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
    intervalUs,
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
