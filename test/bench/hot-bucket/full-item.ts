import { randomBytes } from 'node:crypto';
import type { Law } from '#shared/bucket/law.ts';
import { type BucketState, initialState } from '#shared/bucket/state.ts';

/** A bucket as large as it gets: 20 slots taken under names as the deliver function gives them, every figure long. */
export function fullBucket(): BucketState {
  const nowMs = Date.now();
  const state = initialState(nowMs);
  const law: Law = {
    ...state.law,
    mode: 'careful',
    cause: 'connections',
    holdMs: 90_000,
    stoppedAtMs: nowMs,
    refusedAtMs: nowMs,
    epoch: 12_345,
    slotLimit: 20,
    slotCeiling: 21,
    probeAtMs: nowMs,
    intervalUs: 3_600_123,
    safeUs: 3_600_123,
    ceilingUs: 3_600_123,
    windowMs: 3_600_123,
    raiseAtMs: nowMs,
    raiseGapMs: 300_000,
    raisePercent: 12,
    perConnection: 100,
    usedUpAfter: 100,
    serviceMs: 12_345,
    taughtBy: '4'.repeat(80),
    taughtAtMs: nowMs,
  };
  const slots = Object.fromEntries(Array.from({ length: 20 }, () => [randomBytes(9).toString('base64url'), nowMs]));
  return {
    tatUs: nowMs * 1000,
    nextMs: nowMs,
    urgentNextMs: nowMs,
    urgentUntilMs: nowMs,
    blockedUntilMs: nowMs,
    accepted: 1_000_000,
    busySinceMs: nowMs,
    day: 20_261_124,
    dayMessages: 1_000_000,
    version: 1_000_000,
    slots,
    law,
  };
}
