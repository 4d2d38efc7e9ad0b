import { setTimeout as wait } from 'node:timers/promises';

/** Asks a condition until it holds; throws with what was seen last when it does not in time. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  {
    withinMs = 10_000,
    everyMs = 50,
    what = () => 'the condition',
  }: { withinMs?: number; everyMs?: number; what?: () => string } = {},
): Promise<void> {
  for (const deadline = Date.now() + withinMs; !(await condition());) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what()}`);
    await wait(everyMs);
  }
}
