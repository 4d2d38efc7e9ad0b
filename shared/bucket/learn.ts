import type { FixedLimits } from './decide.ts';
import { type BucketState, firstProbeGapMs, type Law } from './state.ts';

/** What a session saw, told with the release of its slot. */
export interface Feedback {
  /** The epoch of its grant: what was granted before the last change teaches nothing about it. */
  readonly epoch: number;
  readonly accepted: number;
  /** Mean time on the wire per message, ms; 0 where none was sent. */
  readonly serviceMs: number;
  readonly refusal: SiteRefusal | null;
}

/** A refusal that is about the site, not about one message or recipient. */
export interface SiteRefusal {
  readonly kind: 'connections' | 'rate' | 'busy';
  /** The reply on one line, or what went wrong. */
  readonly text: string;
  /** "Try again in N": the suspension is not shorter. */
  readonly retryAfterMs: number;
}

export interface Lesson {
  readonly law: Law;
  readonly blockedUntilMs: number;
  /** True where the estimate used up the count of accepted messages. */
  readonly restartsCycle: boolean;
}

const firstHoldMs = 1_000;
const maxHoldMs = 60_000;
/** Each probe that fails makes the next wait longer: an outage of T is found to be over within about T / 3. */
const holdGrowth = 1.5;
/** While other connections live, the site works: a refused connection holds back new ones only shortly. */
const liveHoldMs = 500;
const maxProbeGapMs = 120_000;
/** Continue a little under what was just measured; raise rarely and by little. */
const estimateUse = 0.97;
const rateStep = 0.95;
/** A change of the smoothed service time below this is not worth a new version of the law. */
const serviceChange = 0.3;

/**
 * The law after this feedback, or null where it stays as it is. `state` still holds the slot that is being released
 * under `owner`.
 */
export function learn(
  state: BucketState,
  owner: string,
  feedback: Feedback,
  limits: FixedLimits,
  nowMs: number,
): Lesson | null {
  if (feedback.refusal) return learnRefusal(state, owner, feedback, feedback.refusal, nowMs);
  if (feedback.accepted > 0) return learnSuccess(state, feedback, limits, nowMs);
  return null;
}

function learnRefusal(
  state: BucketState,
  owner: string,
  feedback: Feedback,
  refusal: SiteRefusal,
  nowMs: number,
): Lesson | null {
  const { law } = state;
  const taught = { taughtBy: refusal.text, taughtAtMs: nowMs };
  const others = Object.entries(state.slots).filter(([name, untilMs]) => name !== owner && untilMs >= nowMs).length;

  if (refusal.kind === 'connections' && others > 0) {
    // Count instead of multiplying: what is still held is what the receiver took.
    const slotLimit = Math.min(law.slotLimit, Math.max(others, Math.ceil(law.slotLimit / 2)));
    const probeGapMs = law.slotCeiling === null ? firstProbeGapMs : Math.min(law.probeGapMs * 2, maxProbeGapMs);
    return {
      law: { ...law, ...taught, slotLimit, slotCeiling: slotLimit + 1, probeGapMs, probeAtMs: nowMs + probeGapMs },
      blockedUntilMs: Math.max(state.blockedUntilMs, nowMs + Math.max(liveHoldMs, refusal.retryAfterMs)),
      restartsCycle: false,
    };
  }
  // One suspension a cause: what was granted before it is an echo.
  if (feedback.epoch !== law.epoch) return null;
  const holdMs = Math.max(
    Math.min(law.holdMs === 0 ? firstHoldMs : law.holdMs * holdGrowth, maxHoldMs),
    refusal.retryAfterMs,
  );
  const isEcho = refusal.kind === 'rate' && law.mode === 'open' && law.intervalUs > 0;
  return {
    law: {
      ...law,
      ...taught,
      mode: 'probing',
      cause: refusal.kind,
      slotLimit: refusal.kind === 'connections' ? 1 : law.slotLimit,
      intervalUs: isEcho ? Math.round(law.intervalUs / rateStep) : law.intervalUs,
      holdMs,
      epoch: law.epoch + 1,
    },
    blockedUntilMs: nowMs + holdMs,
    restartsCycle: false,
  };
}

function learnSuccess(state: BucketState, feedback: Feedback, limits: FixedLimits, nowMs: number): Lesson | null {
  const { law } = state;
  const unchanged = { blockedUntilMs: state.blockedUntilMs, restartsCycle: false };
  if (law.mode === 'probing') {
    if (feedback.epoch !== law.epoch) return null;
    const reopened: Law = { ...law, mode: 'open', holdMs: 0, epoch: law.epoch + 1 };
    if (law.cause !== 'rate' || law.intervalUs > 0) return { ...unchanged, law: { ...reopened, cause: null } };
    // Everything accepted since the cycle began, in all the time it took, the stop included: the receiver's rate.
    const accepted = state.accepted + feedback.accepted;
    const intervalUs = Math.round(((nowMs - law.sinceMs) * 1000) / accepted / estimateUse);
    return {
      law: { ...reopened, cause: null, intervalUs, sinceMs: nowMs, probeAtMs: nowMs + firstProbeGapMs },
      blockedUntilMs: state.blockedUntilMs,
      restartsCycle: true,
    };
  }

  let next = law;
  const inUse = Object.keys(state.slots).length >= law.slotLimit;
  if (inUse && law.slotLimit < limits.maxSlots) {
    if (law.slotCeiling === null || law.slotLimit + 1 < law.slotCeiling) {
      next = { ...next, slotLimit: law.slotLimit + 1 };
    } else if (nowMs >= law.probeAtMs && Object.keys(state.slots).length > law.slotLimit) {
      // The probe above the ceiling succeeded: the limit has risen.
      next = { ...next, slotLimit: law.slotLimit + 1, slotCeiling: null, probeGapMs: firstProbeGapMs };
    }
  }
  const rateInUse = law.intervalUs > 0 && state.tatUs > nowMs * 1000;
  if (rateInUse && nowMs >= law.probeAtMs) {
    next = { ...next, intervalUs: Math.round(law.intervalUs * rateStep), probeAtMs: nowMs + firstProbeGapMs };
  }
  const { serviceMs } = feedback;
  if (serviceMs > 0 && Math.abs(serviceMs - law.serviceMs) > serviceChange * law.serviceMs) {
    next = {
      ...next,
      serviceMs: Math.max(1, Math.round(law.serviceMs === 0 ? serviceMs : 0.7 * law.serviceMs + 0.3 * serviceMs)),
    };
  }
  return next === law ? null : { ...unchanged, law: next };
}
