import type { Feedback } from './feedback.ts';
import type { FixedLimits } from './fixed-limits.ts';
import { restartEmission } from './gcra.ts';
import type { Law } from './law.ts';
import { learn } from './learn.ts';
import type { BucketState } from './state.ts';
import type { Action, NumberPath, Plan } from './write.ts';

/**
 * Writes down what this feedback teaches, in the place of the law that it was drawn from; null where it teaches nothing.
 * `counted` is the count of what was accepted, which a new cycle begins anew.
 */
export function planLesson(
  known: BucketState,
  owner: string,
  feedback: Feedback,
  limits: FixedLimits,
  nowMs: number,
  counted: readonly Action[],
): Plan | null {
  const lesson = learn(known, owner, feedback, limits, nowMs);
  if (!lesson) return null;
  const { law, blockedUntilMs, restartsCycle, restartsEmission } = lesson;
  const set = (path: NumberPath, value: number): Action => ({ do: 'set', path, value });
  const emission = restartsEmission ? restartEmission(known, law, limits, nowMs) : null;
  return {
    when: [{ is: 'compare', path: 'version', op: '=', value: known.version }, ...(emission?.when ?? [])],
    then: [
      ...(restartsCycle ? [set('accepted', 0)] : counted),
      ...(emission?.then ?? []),
      { do: 'set-law', law },
      ...nearerCursors(known, law, nowMs),
      ...(blockedUntilMs === undefined ? [] : [set('blockedUntilMs', blockedUntilMs)]),
      ...(differsInLimits(known.law, law) ? [{ do: 'add', path: 'version', value: 1 } satisfies Action] : []),
    ],
  };
}

/**
 * The limit by which appointments were spaced is gone: what is refused from now on fills the places between them, lest a
 * site that turned out faster starve until the last of them.
 */
function nearerCursors(known: BucketState, law: Law, nowMs: number): Action[] {
  if (known.law.slotCeiling === null || law.slotCeiling !== null) return [];
  return (['nextMs', 'urgentNextMs'] as const).flatMap((path) => {
    const aheadMs = Math.round(known[path] - nowMs);
    return aheadMs > 0 ? [{ do: 'add', path, value: -aheadMs } satisfies Action] : [];
  });
}

/**
 * Whether grants that were computed from one law must not be made under the other. What a message takes is measured all the
 * time. Under a rate it says how many connections are enough; without one it only sizes blocks, and a grant refused for its
 * change would cost a write and gain nothing.
 */
function differsInLimits(before: Law, after: Law): boolean {
  const names = Object.keys(after) as (keyof Law)[];
  return names.some((name) => before[name] !== after[name] && (name !== 'serviceMs' || after.intervalUs > 0));
}
