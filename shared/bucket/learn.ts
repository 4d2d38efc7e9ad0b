import { countsSinceMs } from './flow.ts';
import type { FixedLimits } from './fixed-limits.ts';
import type { Feedback, SiteRefusal } from './feedback.ts';
import type { Law } from './law.ts';
import { afterStop, rateHoldMs, raiseRate } from './learn-rate.ts';
import { growSlots, meetCeiling } from './learn-slots.ts';
import type { BucketState } from './state.ts';
import { isLeaseOf } from './urgency.ts';

export interface Lesson {
  readonly law: Law;
  /** Where the next probe may go at another time than before. */
  readonly blockedUntilMs?: number;
  /** The count of accepted messages was used up: a new cycle begins. */
  readonly restartsCycle?: boolean;
  /** After a stop the emission time begins anew. */
  readonly restartsEmission?: boolean;
}

/** A site that refused everything is asked again after this, ms; each refusal makes the next wait longer: an outage of T is found to be over within about T / 3. */
const firstHoldMs = 1_000;
const holdGrowth = 1.5;
const maxHoldMs = 90_000;
/** While other connections live the site works: new ones are held back no longer than this, ms. */
const maxLiveHoldMs = 15_000;
/** A change of the smoothed service time below this is not worth a new version of the law. */
const serviceChange = 0.15;
/** What taught the bucket is kept to this many characters: the item is to stay under 1 KB. */
const maxTaughtBy = 80;

/**
 * The law after this feedback, or null where it stays as it is. `found` still holds the slot of `owner`, whose feedback it is.
 * A pure function: what it returns is written under the condition that the law is still the one it was drawn from.
 */
export function learn(
  found: BucketState,
  owner: string,
  feedback: Feedback,
  limits: FixedLimits,
  nowMs: number,
): Lesson | null {
  const sinceMs = countsSinceMs(found);
  const state = sinceMs === found.law.sinceMs ? found : { ...found, law: { ...found.law, sinceMs } };
  const lesson = feedback.refusal
    ? learnRefusal(state, owner, feedback, feedback.refusal, nowMs)
    : learnSuccess(state, feedback, limits, nowMs);
  const before = lesson?.law ?? state.law;
  const law = learnService(learnUsedUp(before, feedback, nowMs), feedback);
  return law === state.law ? null : { ...lesson, law: { ...law, knownSinceMs: knownSince(state.law, law, nowMs) } };
}

function learnRefusal(
  state: BucketState,
  owner: string,
  feedback: Feedback,
  refusal: SiteRefusal,
  nowMs: number,
): Lesson | null {
  const { law } = state;
  const isEcho = feedback.epoch !== law.epoch;
  const others = Object.entries(state.slots).filter(
    ([lease, untilMs]) => !isLeaseOf(lease, owner) && untilMs >= nowMs,
  ).length;
  const taught = { taughtBy: refusal.text.slice(0, maxTaughtBy), taughtAtMs: nowMs };
  const atLeastMs = refusal.retryAfterMs;

  // A site that stopped for messages before, took them again and refuses them again has a rate that it does not name.
  const isRate = refusal.kind === 'rate' || (refusal.kind === 'messages' && law.windowMs > 0);
  // What a site that is shut takes on connections that live is of no matter: nothing more is tried there.
  const mayLive = !isRate && refusal.kind !== 'shut';
  if (mayLive && others > 0 && law.mode !== 'stopped') {
    // A probe above the limit met all of it in use, whatever was given back until its refusal is heard of.
    const isAbove = law.mode === 'open' && ((feedback.isProbe && !isEcho) || others >= law.slotLimit);
    const held = isAbove ? Math.max(others, law.slotLimit) : others;
    const met = refusal.kind === 'connections' ? meetCeiling(law, held, nowMs) : law;
    // It was refused as is to be expected: nothing else changes.
    if (refusal.kind === 'connections' && isAbove) return { law: { ...met, ...taught } };
    if (law.mode === 'careful' && !feedback.isProbe) return met === law ? null : { law: { ...met, ...taught } };
    const holdMs = Math.max(atLeastMs, Math.min(longer(law.holdMs), maxLiveHoldMs));
    return {
      law: {
        ...met,
        ...taught,
        mode: 'careful',
        cause: refusal.kind,
        holdMs,
        refusedAtMs: nowMs,
        epoch: nextEpoch(law, 'careful'),
      },
      blockedUntilMs: nowMs + holdMs,
    };
  }

  // One stop a cause: what was granted before it is an echo. But where none is left of the connections that lived, none works.
  const noneLives = law.mode === 'careful' && !isRate && others === 0;
  if (isEcho && !noneLives) return null;
  const isNew = law.mode !== 'stopped';
  const stoppedAtMs = isNew ? nowMs : law.stoppedAtMs;
  const holdMs = isRate
    ? Math.max(atLeastMs, rateHoldMs(law, stoppedAtMs, nowMs))
    : Math.max(atLeastMs, Math.min(longer(law.holdMs), maxHoldMs));
  return {
    law: {
      ...law,
      ...taught,
      mode: 'stopped',
      cause: isNew ? (isRate ? 'rate' : refusal.kind) : law.cause,
      holdMs,
      stoppedAtMs,
      refusedAtMs: nowMs,
      epoch: nextEpoch(law, 'stopped'),
    },
    blockedUntilMs: nowMs + holdMs,
  };
}

function learnSuccess(state: BucketState, feedback: Feedback, limits: FixedLimits, nowMs: number): Lesson | null {
  const { law } = state;
  // A full window is only known to be over by what it takes; a site that was down, by any answer.
  const isUp = feedback.accepted > 0 || (feedback.isAnswered && law.mode !== 'open' && law.cause !== 'rate');
  if (!isUp) return null;
  if (law.mode !== 'open') {
    if (!feedback.isProbe || feedback.epoch !== law.epoch) return null;
    const reopened: Law = { ...law, mode: 'open', cause: null, holdMs: 0, epoch: law.epoch + 1 };
    if (law.mode === 'careful') return { law: reopened, blockedUntilMs: 0 };
    if (law.cause !== 'rate') {
      // It was down, not full: what was learned holds, but it is met with few connections at first.
      const windowMs = law.windowMs || (law.cause === 'messages' ? nowMs - law.sinceMs : 0);
      const restarted: Law = { ...reopened, windowMs, slotLimit: Math.min(2, law.slotLimit), sinceMs: nowMs };
      return { law: restarted, blockedUntilMs: 0, restartsCycle: true, restartsEmission: true };
    }
    const accepted = state.accepted + feedback.accepted;
    return {
      ...afterStop(reopened, accepted, nowMs),
      blockedUntilMs: 0,
      restartsEmission: true,
    };
  }
  const next = raiseRate(growSlots(state, feedback, limits, nowMs), state, nowMs);
  return next === law ? null : { law: next };
}

/** The same number of messages twice is what the receiver takes on a connection; once may be chance. */
function learnUsedUp(law: Law, { usedUpAfter }: Feedback, nowMs: number): Law {
  if (usedUpAfter === null || usedUpAfter === 0) return law;
  if (law.usedUpAfter !== usedUpAfter) return { ...law, usedUpAfter };
  if (law.perConnection === usedUpAfter) return law;
  const taughtBy = `${usedUpAfter} messages per connection`;
  return { ...law, perConnection: usedUpAfter, taughtBy, taughtAtMs: nowMs };
}

function learnService(law: Law, { serviceMs }: Feedback): Law {
  if (serviceMs === 0 || Math.abs(serviceMs - law.serviceMs) <= serviceChange * law.serviceMs) return law;
  const smoothed = law.serviceMs === 0 ? serviceMs : 0.5 * law.serviceMs + 0.5 * serviceMs;
  return { ...law, serviceMs: Math.max(1, Math.round(smoothed)) };
}

/**
 * A limit that changed by more than a quarter is news: what was known before is not to be relied upon. A rate that was
 * measured is as old as its measuring.
 */
function knownSince(before: Law, after: Law, nowMs: number): number {
  const isNews = (old: number, now: number) => now > 1.25 * old || now < 0.75 * old;
  // A fall of the limit is counted step by step, and each step is small.
  const hasFallen = after.slotLimit < before.slotLimit;
  const changed = hasFallen || isNews(before.slotLimit, after.slotLimit) || isNews(before.intervalUs, after.intervalUs);
  if (!changed) return after.knownSinceMs;
  return before.mode === 'stopped' && before.cause === 'rate' ? before.sinceMs : nowMs;
}

function longer(holdMs: number): number {
  return holdMs === 0 ? firstHoldMs : Math.round(holdMs * holdGrowth);
}

function nextEpoch(law: Law, mode: Law['mode']): number {
  return law.mode === mode ? law.epoch : law.epoch + 1;
}
