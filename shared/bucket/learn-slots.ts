import type { FixedLimits } from './fixed-limits.ts';
import type { Feedback } from './feedback.ts';
import { firstProbeGapMs, type Law } from './law.ts';
import type { BucketState } from './state.ts';

/** A probe above the ceiling costs one deferred message; a raised limit is found within this time, ms. */
const maxProbeGapMs = 40_000;

/**
 * A connection was refused while `others` were held: count instead of multiplying. What is held is what the receiver takes,
 * one more than that is the ceiling. Each victim of one burst counts one less than the victim before it, the last one right.
 */
export function meetCeiling(law: Law, others: number, nowMs: number): Law {
  const isProbe = others >= law.slotLimit;
  const probeGapMs =
    isProbe && law.slotCeiling !== null ? Math.min(law.probeGapMs * 2, maxProbeGapMs) : firstProbeGapMs;
  const slotLimit = Math.max(1, Math.min(law.slotLimit, others));
  return { ...law, slotLimit, slotCeiling: slotLimit + 1, probeGapMs, probeAtMs: nowMs + probeGapMs };
}

/**
 * A block went through while all slots were in use: one more, up to just under the ceiling. As each of n connections says so
 * once a round, the number doubles a round. A probe above the ceiling that succeeds makes it forgotten.
 */
export function growSlots(state: BucketState, feedback: Feedback, limits: FixedLimits, nowMs: number): Law {
  const { law } = state;
  const held = Object.keys(state.slots).length;
  if (held < law.slotLimit || law.slotLimit >= limits.maxSlots) return law;
  const isBelowCeiling = law.slotCeiling === null || law.slotLimit + 1 < law.slotCeiling;
  if (isBelowCeiling) return { ...law, slotLimit: law.slotLimit + 1 };
  const hasProbed = feedback.isProbe && held > law.slotLimit && nowMs >= law.probeAtMs;
  if (!hasProbed) return law;
  return { ...law, slotLimit: law.slotLimit + 1, slotCeiling: null, probeGapMs: firstProbeGapMs };
}
