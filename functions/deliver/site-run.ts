import { maxDelaySeconds } from '#shared/adapters/sqs-sender.ts';
import type { Refused } from '#shared/bucket/bucket.ts';
import { maxBlock } from '#shared/bucket/block.ts';
import { everySite } from '#shared/bucket/every-site.ts';
import { nothingSeen } from '#shared/bucket/feedback.ts';
import { maxWaitMs } from '#shared/bucket/gcra.ts';
import type { Turnstile } from '#shared/turnstile.ts';
import type { DeliverDeps, Invocation } from './deps.ts';
import type { Ends } from './ends.ts';
import type { EgressPass } from './egress-pass.ts';
import { afterHold } from './hold-back.ts';
import { putBack } from './put-back.ts';
import type { SiteJobs } from './route-jobs.ts';
import { runSession } from './session-run.ts';
import { createSiteQueue, isFree, leastForConnection } from './site-queue.ts';

/** After a fault of ours mail does not come back at once: what failed may be what is asked too much. */
const failedDelayMs = 5_000;

/** Connections that an invocation has under way to a site before the first is open: one that refuses meets no more of them. */
const mostUnheard = 10;

/** What the sites of an invocation share. */
export interface Shared {
  readonly ends: Ends;
  readonly inTurn: Turnstile;
  readonly pass: EgressPass;
}

/**
 * Delivers an invocation's jobs for one site. Sessions open one after the other, each with a grant of its own, and work side
 * by side on one queue. What the bucket refuses for longer than is worth waiting for goes back to the ready queue, to come
 * again at its appointment.
 */
export async function runSite(
  { site, ways }: SiteJobs,
  { ends, inTurn, pass }: Shared,
  invocation: Invocation,
  deps: DeliverDeps,
): Promise<void> {
  const { clock, settings, buckets } = deps;
  const lastStartMs = invocation.deadlineMs - settings.dataReserveMs;
  // A grant starts within the longest wait; a short invocation gives up no more than a tenth of its time for that.
  const lastGrantMs = lastStartMs - Math.min(maxWaitMs, 0.1 * (lastStartMs - clock.now()));
  const leaseUntilMs = invocation.deadlineMs + 2 * settings.clockErrorMs + settings.deadConnectionMs;
  const running = new Set<Promise<void>>();
  let hasOpened = false;
  const queue = createSiteQueue(ways, ends, () => Math.min(running.size + buckets.room(site), settings.maxSessions));
  const isDue = ways.some(({ jobs }) => jobs.some((job) => job.copy.hops > 0));
  let hasFailed = false;
  /** As the last grant was. */
  let grantsAreFree = false;
  /** Resolves when a session got on or ended: what was refused before may be granted now. */
  let change = Promise.withResolvers<void>();
  let waitedMs = 0;

  function wake(): void {
    change.resolve();
    change = Promise.withResolvers();
  }

  function opened(): void {
    if (hasOpened) return;
    hasOpened = true;
    wake();
  }

  /** Asks for a slot when a session's turn comes; resolves when the answer is there, while the session goes on. */
  function openSession(): Promise<'opened' | Refused> {
    const answered = Promise.withResolvers<'opened' | Refused>();
    const ended = inTurn(async () => {
      // The egress first, but not for a site that is shut.
      if (buckets.room(site) > 0) await pass.enter();
      if (pass.refusal) return answered.resolve(pass.refusal);
      const way = queue.front();
      // Other sessions may have taken what was left.
      if (!way) return answered.resolve('opened');
      const block = way.take(Math.min(maxBlock, Math.max(leastForConnection, way.share())));
      const owner = deps.newOwner();
      const messages = grantsAreFree ? maxBlock : block.length;
      const request = { owner, messages, leaseUntilMs, extend: false, isDue, accepted: 0 };
      const grant = await buckets.acquire(site, request).catch((error: unknown) => {
        way.giveBack(block);
        throw error;
      });
      way.giveBack(grant.kind === 'granted' ? block.splice(grant.messages) : block);
      if (grant.kind === 'refused') return answered.resolve(grant);
      grantsAreFree = isFree(grant, settings);
      let feedback = nothingSeen(grant, grant.messages);
      let refusal: Refused | null = null;
      try {
        refusal = await pass.enter();
        if (!refusal) {
          running.add(ended);
          answered.resolve('opened');
          feedback = nothingSeen(grant, 0);
          const place = { site, queue: way, pass, lastGrantMs, wake, opened };
          feedback = await runSession(place, { grant, jobs: block }, request, invocation, deps);
        }
      } finally {
        if (!running.has(ended)) way.giveBack(block);
        await buckets.release(site, owner, feedback);
      }
      if (refusal) answered.resolve(refusal);
    })
      .catch((error: unknown) => {
        // A fault of ours at this site is none of the others': what it held is given back, what waits is put back.
        deps.log.error('a session ended by a fault of ours', { site, error });
        hasFailed = true;
        answered.resolve('opened');
      })
      .finally(() => {
        // A refused one ends nothing: waking for it would ask again at once, and again.
        if (running.delete(ended)) wake();
      });
    return answered.promise;
  }

  async function work(): Promise<void> {
    while (queue.length > 0 || running.size > 0) {
      const mayOpen =
        queue.length > 0 &&
        !hasFailed &&
        !pass.refusal &&
        running.size < (hasOpened ? settings.maxSessions : Math.min(mostUnheard, settings.maxSessions)) &&
        clock.now() <= lastGrantMs &&
        (running.size === 0 || buckets.room(site) > 0);
      if (mayOpen) {
        const answer = await openSession();
        if (answer === 'opened') {
          waitedMs = 0;
          continue;
        }
        if (running.size === 0) {
          if (pass.refusal) break;
          if (answer.lookAfterMs === null) return pace(answer);
          waitedMs += answer.lookAfterMs;
          if (waitedMs > maxWaitMs) return pace(answer);
          await clock.sleep(answer.lookAfterMs);
          continue;
        }
      }
      if (running.size === 0) break;
      await change.promise;
    }
  }

  const afterFailure = () => clock.now() + failedDelayMs * (0.5 + deps.random());

  async function pace(refusal: Refused | null, by = site): Promise<void> {
    const paced = queue.drain();
    deps.meter.count('Paced', paced.length, { lane: settings.lane, site });
    // A site that is shut is waited for as a hold is: a human may open it again, and nothing is spent on it meanwhile.
    if (refusal?.reason === 'suspended' && buckets.state(by)?.law.cause === 'shut') {
      for (const job of paced) {
        queue.end(
          job,
          putBack(job, 'ready', afterHold(refusal.freeAtMs, refusal.freeAtMs - clock.now(), deps), site, deps),
        );
      }
      return;
    }
    const times = await buckets.appoint(by, refusal, paced.length).catch((error: unknown) => {
      deps.log.warn('no appointment could be had', { site, error });
      return paced.map(afterFailure);
    });
    // A day's cap may be given back or raised before the day ends: its mail looks again at each hop.
    const latestMs = refusal?.reason === 'day-cap' ? clock.now() + maxDelaySeconds * 1000 : Infinity;
    paced.forEach((job, index) => {
      queue.end(job, putBack(job, 'ready', Math.min(latestMs, times[index] ?? clock.now()), site, deps));
    });
  }

  await work();
  if (queue.length === 0) return;
  if (pass.refusal) return pace(pass.refusal, everySite);
  // No time is left for these.
  if (!hasFailed) return pace(null);
  for (const job of queue.drain()) queue.end(job, putBack(job, 'ready', afterFailure(), site, deps));
}
