import { setTimeout as sleep } from 'node:timers/promises';
import type { HotBucketResult, HotBucketRun } from './run.ts';

/** Optimistic locking: read, compute, write if nobody else wrote; times are handed out, so that nobody polls. */
export async function runReadThenWrite(run: HotBucketRun): Promise<HotBucketResult> {
  const endMs = Date.now() + run.runMs;
  let reads = 0;
  let writes = 0;
  let grants = 0;
  async function work(): Promise<void> {
    while (Date.now() < endMs) {
      reads++;
      const state = await run.store.read(`mx#${run.site}`);
      const seenUs = state?.tatUs ?? 0;
      const nowUs = Date.now() * 1000;
      const tatUs = Math.max(seenUs, nowUs) + run.intervalUs;
      writes++;
      const result = await run.store.write(`mx#${run.site}`, {
        when: [{ is: 'compare', path: 'tatUs', op: '=', value: seenUs }],
        then: [{ do: 'set', path: 'tatUs', value: tatUs }],
      });
      if (result.kind !== 'written') continue;
      grants++;
      await sleep(Math.max(0, Math.min(tatUs / 1000, endMs) - Date.now()));
    }
  }
  await Promise.all(Array.from({ length: run.acquirers }, work));
  return { grants, messages: grants, grantCalls: { reads, writes }, refusals: 0, refusalWrites: 0 };
}
