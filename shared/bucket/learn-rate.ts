import { firstRaiseGapMs, type Law } from './law.ts';
import { roundWindowBetween, waitBehindRoundWindow } from './round-window.ts';
import type { BucketState } from './state.ts';

/**
 * Probes of a stop: the first after a hundredth of the receiver's window where that is known, each next one after a share of
 * the stop so far. A late probe costs use, an early one a refusal.
 */
const firstHoldMs = 1_000;
const windowShare = 0.01;
const leastHoldMs = 250;
const mostFirstHoldMs = 30_000;
const holdShare = 0.4;
const maxHoldMs = 600_000;

/** Continue a little under what was measured: the receiver counts arrivals, and the network bunches what we spaced. */
const estimateUse = 0.98;
/** A stop longer than this share of its cycle is an exhausted window: the estimate is believed, and the cycle is as long as the window. */
const exhaustedShare = 0.1;
/** A shorter one says only that the rate was a little too high. */
const stepDown = 0.98;
/** An estimate from fewer messages than this says little: until there are more the first one is lowered step by step, a better one kept. */
const fewMessages = 10;
const fewStepDown = 0.8;
/** No estimate lowers the rate by more than this at once: climbing back is slow. */
const lowestShare = 0.2;

/** The first raise above the ceiling; each that goes well doubles it. */
const firstRaisePercent = 3;
const mostRaisePercent = 50;
/** A raise of this much in all shows that the limit itself has risen: from here on the way up is fast. */
const risenPercent = 6;
/** So far below the ceiling a raise need not wait for the next trial at the ceiling. */
const farBelow = 1.1;
/** This near to the ceiling the only way on is above it. */
const nearCeiling = 1.015;
/** A rise above the ceiling is tried this often, or once a window where that is longer: four times as much is found in some seven of them. */
const maxRaiseGapMs = 300_000;

export interface RateLesson {
  readonly law: Law;
  readonly restartsCycle: boolean;
}

export function rateHoldMs(law: Law, stoppedAtMs: number, nowMs: number): number {
  const known = Math.min(Math.max(leastHoldMs, windowShare * law.windowMs), mostFirstHoldMs);
  const firstMs = law.windowMs === 0 ? firstHoldMs : known;
  const holdMs = Math.min(Math.max(firstMs, holdShare * (nowMs - stoppedAtMs)), maxHoldMs);
  return Math.round(waitBehindRoundWindow(nowMs - law.sinceMs, holdMs));
}

/**
 * The rate after a stop: everything accepted since the cycle began, in all the time it took, the stop included. The window
 * ended between the last refused and the accepted probe, so the truth lies between two estimates.
 */
export function afterStop(law: Law, accepted: number, nowMs: number): RateLesson {
  const cycleMs = Math.max(1, nowMs - law.sinceMs);
  const refusedAfterMs = Math.max(1, law.refusedAtMs - law.sinceMs);
  const roundMs = roundWindowBetween(refusedAfterMs, cycleMs);
  const restarted: Law = { ...law, sinceMs: nowMs, safeUs: 0, raisePercent: 0 };
  const ceilingUs = law.intervalUs;
  const isFew = accepted < fewMessages;

  if (law.intervalUs === 0) {
    const endedMs = roundMs ?? (cycleMs + refusedAfterMs) / 2;
    const intervalUs = Math.round((endedMs * 1000) / accepted / estimateUse);
    const highestUs = Math.round(((roundMs ?? refusedAfterMs) * 1000) / accepted);
    const windowMs = isFew ? 0 : cycleMs;
    return later({ ...restarted, windowMs, intervalUs, ceilingUs: highestUs }, law.raiseGapMs, nowMs, true);
  }
  if (law.safeUs > 0) {
    // What was on trial is too much: the next trial comes later.
    const gapMs = Math.min(law.raiseGapMs * 2, maxRaiseGapMs);
    const windowMs = law.windowMs || (isFew ? 0 : cycleMs);
    return later({ ...restarted, windowMs, intervalUs: law.safeUs, ceilingUs }, gapMs, nowMs, true);
  }
  if (isFew) {
    // The cycle goes on: a few more messages make an estimate.
    const isRough = law.windowMs === 0;
    const intervalUs = isRough ? Math.round(law.intervalUs / fewStepDown) : law.intervalUs;
    const cycle = { ...restarted, sinceMs: law.sinceMs, intervalUs, ceilingUs: isRough ? ceilingUs : law.ceilingUs };
    return later(cycle, law.raiseGapMs, nowMs, false);
  }
  const isExhausted = nowMs - law.stoppedAtMs > exhaustedShare * cycleMs;
  if (!isExhausted) {
    const intervalUs = Math.round(law.intervalUs / stepDown);
    return later(
      { ...restarted, windowMs: law.windowMs || cycleMs, intervalUs, ceilingUs },
      law.raiseGapMs,
      nowMs,
      true,
    );
  }
  // The higher of the two estimates: a rate that is a little too high is corrected in the next cycle, one too low is not.
  const estimatedUs = ((roundMs ?? refusedAfterMs) * 1000) / accepted / estimateUse;
  const atLeastUs = Math.max(estimatedUs, law.intervalUs / stepDown);
  // What came of few messages had many stops: the truth lies between the rate they left and the rate that was refused.
  const measuredUs = law.windowMs === 0 ? (law.intervalUs + atLeastUs) / 2 : atLeastUs;
  const lowered = Math.min(measuredUs, law.intervalUs / lowestShare);
  const exhausted = { ...restarted, windowMs: cycleMs, intervalUs: Math.round(lowered), ceilingUs };
  return later(exhausted, law.raiseGapMs, nowMs, true);
}

/**
 * While the bucket is really in use the rate rises: half-way to the ceiling a step, then rarely above it, by more each time
 * that goes well.
 */
export function raiseRate(law: Law, state: BucketState, nowMs: number): Law {
  const isInUse = law.intervalUs > 0 && state.tatUs > nowMs * 1000;
  if (!isInUse || nowMs < law.raiseAtMs) return law;
  const safeUs = law.intervalUs;
  if (law.intervalUs > nearCeiling * law.ceilingUs) {
    const intervalUs = Math.round((law.intervalUs + law.ceilingUs) / 2);
    return schedule({ ...law, intervalUs, safeUs, raisePercent: 0 }, law.raiseGapMs, nowMs);
  }
  const raisePercent = Math.min(Math.max(firstRaisePercent, law.raisePercent * 2), mostRaisePercent);
  const intervalUs = Math.max(1, Math.round(law.intervalUs / (1 + raisePercent / 100)));
  const gapMs = law.raisePercent >= risenPercent ? firstRaiseGapMs : law.raiseGapMs;
  return schedule({ ...law, intervalUs, safeUs, ceilingUs: intervalUs, raisePercent }, gapMs, nowMs);
}

/** A raise is judged when a window has passed, and messages enough to tell. */
function schedule(law: Law, gapMs: number, nowMs: number): Law {
  const isFar = law.intervalUs > farBelow * law.ceilingUs;
  const enoughMs = Math.ceil((fewMessages * law.intervalUs) / 1000);
  const raiseAtMs = nowMs + Math.max(isFar ? firstRaiseGapMs : gapMs, law.windowMs, enoughMs);
  return { ...law, raiseGapMs: gapMs, raiseAtMs };
}

function later(law: Law, gapMs: number, nowMs: number, restartsCycle: boolean): RateLesson {
  return { law: schedule(law, gapMs, nowMs), restartsCycle };
}
