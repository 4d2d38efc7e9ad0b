import type { Grant } from '#shared/bucket/bucket.ts';
import { maxBlock } from '#shared/bucket/block.ts';
import type { AcquireRequest } from '#shared/bucket/acquire-request.ts';
import type { Feedback } from '#shared/bucket/feedback.ts';
import { maxWaitMs } from '#shared/bucket/gcra.ts';
import type { DeliverDeps, Invocation } from './deps.ts';
import { waitForUs } from './hold-back.ts';
import type { Job } from './job.ts';
import { concludeUnopened, openAny } from './open-session.ts';
import { createTally, sendBlock } from './send-block.ts';
import { isFree, type SessionPlace } from './site-queue.ts';

/**
 * One connection from its grant to its end: opens, sends the granted messages each at its time, goes on while it is granted
 * more, and quits. Returns when the peer's close was seen, with what the bucket is to be told.
 */
export async function runSession(
  place: SessionPlace,
  first: { grant: Grant; jobs: Job[] },
  request: AcquireRequest,
  invocation: Invocation,
  deps: DeliverDeps,
): Promise<Feedback> {
  const { clock, settings, log } = deps;
  const { site, queue } = place;
  const tally = createTally();
  let { grant, jobs } = first;
  /** Sent before the present grant, and what earlier ones of the same day left unsent. */
  let sentBefore = 0;
  let leftBefore = 0;
  const leftOfGrant = () => Math.max(0, grant.messages - (tally.sent - sentBefore));
  const feedback = (): Feedback => ({
    epoch: grant.epoch,
    isProbe: grant.isProbe,
    accepted: tally.accepted,
    isAnswered: tally.isAnswered,
    unused: { day: grant.day, messages: leftBefore + leftOfGrant() },
    serviceMs: tally.sent > 0 ? tally.busyMs / tally.sent : 0,
    refusal: tally.refusal,
    usedUpAfter: tally.usedUpAfter,
  });

  const openedAtMs = clock.now();
  const opened = await openAny(site, queue.targets, invocation.deadlineMs - 0.1 * settings.dataReserveMs, deps);
  if (opened.result.kind === 'not-tried') {
    log.error('mail waits, since no connection could be tried', { site, reason: opened.result.error });
    // It would meet whatever else goes this way.
    for (const job of [...jobs, ...queue.take(queue.length)]) queue.end(job, waitForUs(job, site, deps));
    return feedback();
  }
  if (opened.result.kind !== 'open') {
    const [victim, ...untouched] = jobs;
    queue.giveBack(untouched);
    const { book, refusal } = concludeUnopened(site, opened.host, opened.result, deps);
    if (victim) queue.end(victim, book(victim));
    // Not the site's fault, and the same for whatever else goes this way.
    if (!refusal) for (const job of queue.take(queue.length)) queue.end(job, book(job));
    tally.refusal = refusal;
    return feedback();
  }
  place.opened();
  tally.busyMs = clock.now() - openedAtMs;

  const { session } = opened.result;
  try {
    for (;;) {
      const goesOn = await sendBlock(place, { grant, jobs, session, host: opened.host }, tally, invocation, deps);
      queue.giveBack(jobs);
      jobs = [];
      if (!goesOn || clock.now() > place.lastGrantMs || queue.length === 0 || tally.sent >= grant.perConnection) break;
      // Taken before they are asked for: what is granted for a message that another session sends meanwhile is lost.
      jobs = queue.take(Math.min(maxBlock, queue.share(), grant.perConnection - tally.sent));
      const messages = isFree(grant, settings) ? Math.min(maxBlock, grant.perConnection - tally.sent) : jobs.length;
      const ask = { ...request, messages, extend: true, isDue: true };
      const more = await askForMore(place, feedback(), ask, deps);
      if (!more) break;
      tally.accepted = 0;
      leftBefore = more.day === grant.day ? leftBefore + leftOfGrant() : 0;
      grant = more;
      sentBefore = tally.sent;
      queue.giveBack(jobs.splice(more.messages));
      place.wake();
    }
  } finally {
    queue.giveBack(jobs);
    await session.end();
  }
  return feedback();
}

/** Tells what was learned so far (sessions may last as long as their invocation), then asks for more on the same slot. */
async function askForMore(
  { site, wake }: SessionPlace,
  feedback: Feedback,
  request: AcquireRequest,
  { buckets, clock, log }: DeliverDeps,
): Promise<Grant | null> {
  try {
    await buckets.report(site, request.owner, feedback);
    wake();
    for (let waitedMs = 0; ;) {
      const more = await buckets.acquire(site, { ...request, accepted: feedback.accepted });
      if (more.kind === 'granted') return more;
      // The next place in the rate, or the end of a short stop, is near: an open connection waits for it.
      if (more.lookAfterMs === null) return null;
      waitedMs += more.lookAfterMs;
      if (waitedMs > maxWaitMs) return null;
      await clock.sleep(more.lookAfterMs);
    }
  } catch (error) {
    // The slot is still ours to give back.
    log.warn('a session could not be granted more', { site, error });
    return null;
  }
}
