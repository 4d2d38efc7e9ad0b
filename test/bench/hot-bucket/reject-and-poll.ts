import { setTimeout as sleep } from 'node:timers/promises';
import type { HotBucketResult, HotBucketRun } from './run.ts';

/** A sender that is rejected asks again after so long, ms. */
const pollMs = 50;

/** The usual token bucket: one conditional write that succeeds only when a message may start now; who is rejected polls. */
export async function runRejectAndPoll(run: HotBucketRun): Promise<HotBucketResult> {
  const endMs = Date.now() + run.runMs;
  let writes = 0;
  let grants = 0;
  async function work(): Promise<void> {
    while (Date.now() < endMs) {
      const nowUs = Date.now() * 1000;
      writes++;
      const result = await run.store.write(`mx#${run.site}`, {
        when: [{ is: 'compare', path: 'tatUs', op: '<=', value: nowUs }],
        then: [{ do: 'set', path: 'tatUs', value: nowUs + run.intervalUs }],
      });
      if (result.kind === 'written') grants++;
      else await sleep(pollMs * (0.5 + Math.random()));
    }
  }
  await Promise.all(Array.from({ length: run.acquirers }, work));
  return { grants, messages: grants, grantCalls: { reads: 0, writes }, refusals: 0, refusalWrites: 0 };
}
