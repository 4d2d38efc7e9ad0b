import type { Feedback } from './feedback.ts';
import type { FixedLimits } from './fixed-limits.ts';
import { restartEmission } from './gcra.ts';
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
      ...(blockedUntilMs === undefined ? [] : [set('blockedUntilMs', blockedUntilMs)]),
      { do: 'add', path: 'version', value: 1 },
    ],
  };
}
