import { createSmtpClient } from '#shared/adapters/smtp-client.ts';
import { systemClock } from '#shared/adapters/system-clock.ts';
import { createBuckets } from '#shared/bucket/bucket.ts';
import { siteLimits } from '#shared/bucket/site-limits.ts';
import type { DeliveryCopy } from '#shared/mail/delivery.ts';
import type { createHarness } from '#test/functions/deliver/harness.ts';
import { until } from '#test/support/until.ts';

type Harness = ReturnType<typeof createHarness>;

export interface FeedOptions {
  /** Invocations at once. */
  readonly concurrency: number;
  /** Copies in one invocation. */
  readonly batchSize: number;
  readonly withinMs: number;
}

/**
 * Feeds copies to concurrent invocations as SQS and its mapping would, until each delivery is final: what is put back or
 * deferred comes again after its delay, what is given back when it is visible. Invocations share the buckets' store and
 * the ledger, and nothing else.
 */
export async function feed(
  harness: Harness,
  copies: readonly DeliveryCopy[],
  { concurrency, batchSize, withinMs }: FeedOptions,
): Promise<void> {
  const waiting = copies.map((copy) => ({ copy, atMs: 0 }));
  const stopAtMs = Date.now() + withinMs;

  function takeDue(): DeliveryCopy[] {
    const nowMs = Date.now();
    const due: DeliveryCopy[] = [];
    for (let index = 0; index < waiting.length && due.length < batchSize;) {
      if ((waiting[index]?.atMs ?? 0) <= nowMs) due.push(...waiting.splice(index, 1).map(({ copy }) => copy));
      else index++;
    }
    return due;
  }

  /** What an invocation has sent to the queues meanwhile. */
  function collectSent(): void {
    for (const queue of [harness.sent.ready, harness.sent.retry]) {
      for (const { copy, delaySeconds } of queue.splice(0)) {
        waiting.push({ copy, atMs: Date.now() + delaySeconds * 1000 });
      }
    }
  }

  const isFinal = (copy: DeliveryCopy) => !['waiting', 'sending', undefined].includes(harness.stateOf(copy));
  const isDone = () => copies.every(isFinal);

  async function invoke(): Promise<void> {
    const using = anInvocationsOwn(harness);
    while (!isDone()) {
      let batch: DeliveryCopy[] = [];
      await until(() => (batch = takeDue()).length > 0 || isDone(), {
        withinMs: stopAtMs - Date.now(),
        everyMs: 20,
        what: () => `${copies.filter((copy) => !isFinal(copy)).length} deliveries are not final`,
      });
      const ends = await harness.run(batch, { leftMs: 20_000, using });
      ends.forEach((end, index) => {
        const copy = batch[index];
        if (end.kind === 'give-back' && copy) waiting.push({ copy, atMs: end.visibleAtMs ?? Date.now() + 1_000 });
      });
      collectSent();
    }
  }

  await Promise.all(Array.from({ length: concurrency }, invoke));
}

/** The dependencies of one execution environment: own connections, own memory of the buckets. */
function anInvocationsOwn({ deps, buckets }: Harness): Harness['deps'] {
  return {
    ...deps,
    buckets: createBuckets(
      buckets.store,
      deps.settings.egress.name,
      (site) => siteLimits(site, deps.settings.limits),
      systemClock,
      Math.random,
    ),
    openSession: createSmtpClient({ egress: deps.settings.egress, now: systemClock.now }),
    random: Math.random,
  };
}
