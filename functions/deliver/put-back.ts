import { asciiJson } from '#shared/mail/ascii-json.ts';
import type { DeliveryCopy } from '#shared/mail/delivery.ts';
import { maxDelaySeconds } from '#shared/adapters/sqs-sender.ts';
import type { DeliverDeps } from './deps.ts';
import { ack, type End, giveBack, type Job } from './job.ts';

/** How to delay a copy until a time: SQS's part of it, and the hop that remains. */
export function delayUntil(atMs: number, nowMs: number): { delaySeconds: number; notBeforeMs?: number } {
  const seconds = Math.max(0, Math.ceil((atMs - nowMs) / 1000));
  if (seconds <= maxDelaySeconds) return { delaySeconds: seconds };
  return { delaySeconds: maxDelaySeconds, notBeforeMs: atMs };
}

/** Sends a copy to a queue of the lane, in its site's group (fair queues); resolves when SQS has it. */
export async function enqueue(
  copy: DeliveryCopy,
  queue: 'ready' | 'retry',
  atMs: number,
  site: string,
  deps: DeliverDeps,
): Promise<void> {
  const { delaySeconds, notBeforeMs } = delayUntil(atMs, deps.clock.now());
  const { notBeforeMs: _past, ...rest } = copy;
  const next: DeliveryCopy = notBeforeMs === undefined ? rest : { ...rest, notBeforeMs };
  await deps[queue].send({ body: asciiJson(next), delaySeconds, group: site });
}

/**
 * Puts a copy that was not attempted back into a queue, to come again at `atMs`: paced for our own limits, or a hop of a
 * longer delay. The generation stays: nothing was tried.
 */
export async function putBack(
  job: Job,
  queue: 'ready' | 'retry',
  atMs: number,
  site: string,
  deps: DeliverDeps,
): Promise<End> {
  try {
    await enqueue({ ...job.copy, hops: job.copy.hops + 1 }, queue, atMs, site, deps);
    return ack;
  } catch (error) {
    deps.log.error('a copy could not be put back; SQS will deliver it again', { deliveryId: job.copy.id, error });
    return giveBack;
  }
}
