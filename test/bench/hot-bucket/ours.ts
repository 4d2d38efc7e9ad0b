import { setTimeout as sleep } from 'node:timers/promises';
import { createBuckets } from '#shared/bucket/bucket.ts';
import type { BucketStore } from '#shared/bucket/write.ts';
import type { HotBucketResult, HotBucketRun } from './run.ts';

/**
 * Not counted: at the start all ask an idle bucket at once, and all but the first are refused once. Longer than the longest
 * wait in place, ms.
 */
const warmUpMs = 3_000;

/** As senders do: a grant gives the time at which its messages may start; who is refused comes back at an appointment. */
export async function runOurs(run: HotBucketRun): Promise<HotBucketResult> {
  const { acquirers, block, intervalUs } = run;
  const limits = { maxSlots: 1_000, intervalUs, messagesPerConnection: 1_000_000 };
  const result = { grants: 0, messages: 0, grantCalls: { reads: 0, writes: 0 }, refusals: 0, refusalWrites: 0 };
  const countFromMs = Date.now() + warmUpMs;
  const endMs = countFromMs + run.runMs;

  async function work(owner: string): Promise<void> {
    const calls = { reads: 0, writes: 0 };
    const store: BucketStore = {
      read(key) {
        calls.reads++;
        return run.store.read(key);
      },
      write(key, write) {
        calls.writes++;
        return run.store.write(key, write);
      },
    };
    const buckets = createBuckets(store, 'mx', () => limits, { now: Date.now }, Math.random);
    // A process that never met the bucket pays one write more, once.
    await buckets.acquire(run.site, asking(`${owner}.0`, 1));
    await buckets.release(run.site, `${owner}.0`, nothingSeen);
    for (let nth = 1; Date.now() < endMs; nth++) {
      calls.reads = 0;
      calls.writes = 0;
      const name = `${owner}.${nth}`;
      const answer = await buckets.acquire(run.site, asking(name, block));
      const counts = Date.now() >= countFromMs ? 1 : 0;
      if (answer.kind === 'granted') {
        result.grants += counts;
        result.messages += counts * answer.messages;
        result.grantCalls.reads += counts * calls.reads;
        result.grantCalls.writes += counts * calls.writes;
        await sleep(Math.max(0, answer.startAtMs + (answer.messages - 1) * answer.intervalMs - Date.now()));
        await buckets.release(run.site, name, { ...nothingSeen, accepted: answer.messages });
        continue;
      }
      result.refusals += counts;
      const times = await buckets.appoint(run.site, answer, block);
      result.refusalWrites += counts * calls.writes;
      await sleep(Math.max(0, Math.min((times[0] ?? 0) - Date.now(), endMs - Date.now())));
    }
  }
  await Promise.all(Array.from({ length: acquirers }, (_, index) => work(`a${index}`)));
  return result;
}

const nothingSeen = {
  epoch: 1,
  isProbe: false,
  accepted: 0,
  serviceMs: 0,
  refusal: null,
  isAnswered: false,
  unused: { day: 0, messages: 0 },
  usedUpAfter: null,
};

function asking(owner: string, messages: number) {
  return { owner, messages, leaseUntilMs: Date.now() + 600_000, extend: false, isDue: true, accepted: 0 };
}
