import type { Refused } from '#shared/bucket/bucket.ts';
import { type AcquireRequest, maxBlock, maxWaitMs } from '#shared/bucket/decide.ts';
import type { Feedback } from '#shared/bucket/learn.ts';
import { siteLimits } from '#shared/bucket/site-limits.ts';
import type { Turnstile } from '#shared/turnstile.ts';
import type { DeliverDeps, Invocation } from './deps.ts';
import type { Ends } from './ends.ts';
import type { End, Job } from './job.ts';
import { putBack } from './put-back.ts';
import type { SiteJobs } from './route-jobs.ts';
import { runSession } from './session-run.ts';

/** The jobs of one site: sessions take from it, give back what they did not attempt, and say how the others end. */
export interface SiteQueue {
  readonly length: number;
  take(count: number): Job[];
  giveBack(untouched: readonly Job[]): void;
  end(job: Job, end: Promise<End>): void;
}

/**
 * Delivers an invocation's jobs for one site. Sessions open one after the other, each with a grant of its own, and work side
 * by side on one queue. What the bucket refuses for longer than is worth waiting for goes back to the ready queue, to come
 * again at its appointment.
 */
export async function runSite(
  { site, targets, jobs }: SiteJobs,
  ends: Ends,
  inTurn: Turnstile,
  invocation: Invocation,
  deps: DeliverDeps,
): Promise<void> {
  const { clock, settings, buckets } = deps;
  const limits = siteLimits(site, settings.limits);
  const lastStartMs = invocation.deadlineMs - settings.dataReserveMs;
  const leaseUntilMs = invocation.deadlineMs + 2 * settings.clockErrorMs + settings.deadConnectionMs;
  const queue = createSiteQueue(jobs, ends);
  const running: Promise<void>[] = [];
  let started = 0;
  let active = 0;

  function startSession(): void {
    if (queue.length === 0 || started >= settings.maxSessions) return;
    started++;
    const ended = sessions().catch((error: unknown) => {
      // A fault of ours at this site is none of the others': what waits is put back.
      deps.log.error('a session ended by a fault of ours', { site, error });
    });
    running.push(ended);
  }

  /** One session after the other, until the queue is empty, time is short, or the bucket refuses. */
  async function sessions(): Promise<void> {
    while (queue.length > 0 && clock.now() <= lastStartMs) {
      // A wait holds no place: other sites' sessions may have it.
      const waitMs = await inTurn(nextSession);
      if (waitMs === null) return;
      await clock.sleep(waitMs);
    }
  }

  /** Asks for a session and runs it. Returns how long to wait before asking again; null when there is no more to ask. */
  async function nextSession(): Promise<number | null> {
    const block = queue.take(maxBlock);
    if (block.length === 0) return null;
    const request: AcquireRequest = {
      owner: deps.newOwner(),
      messages: block.length,
      backlog: block.length + queue.length,
      leaseUntilMs,
      extend: false,
      // While another session of ours is open here it takes what is left.
      appointment: active === 0,
    };
    const answer = await buckets.acquire(site, request).catch((error: unknown) => {
      queue.giveBack(block);
      throw error;
    });
    if (answer.kind === 'refused') {
      queue.giveBack(block);
      if (active > 0) return null;
      if (!request.appointment) return 0;
      const waitMs = answer.comeBackAtMs - clock.now();
      if (answer.reason === 'rate' && waitMs <= maxWaitMs) return waitMs;
      pace(answer);
      return null;
    }
    queue.giveBack(block.splice(answer.messages));
    active++;
    let feedback: Feedback = { epoch: answer.epoch, accepted: 0, serviceMs: 0, refusal: null };
    try {
      startSession();
      const first = { owner: request.owner, grant: answer, jobs: block };
      feedback = await runSession({ site, targets, limits, queue }, first, request, invocation, deps);
    } finally {
      active--;
      await buckets.release(site, request.owner, feedback);
    }
    return 0;
  }

  function pace(refusal: Refused): void {
    const paced = queue.take(queue.length);
    deps.meter.count('Paced', paced.length, { lane: settings.lane, site });
    paced.forEach((job, index) => {
      queue.end(job, putBack(job, 'ready', refusal.comeBackAtMs + index * refusal.spacingMs, site, deps));
    });
  }

  startSession();
  // Sessions start sessions: wait until none is left running.
  for (let index = 0; index < running.length; index++) await running[index];
  // No time is left for these, or none of our sessions could go on: they come again in another invocation.
  for (const job of queue.take(queue.length)) queue.end(job, putBack(job, 'ready', clock.now(), site, deps));
}

function createSiteQueue(jobs: readonly Job[], ends: Ends): SiteQueue {
  const waiting = [...jobs];
  return {
    get length() {
      return waiting.length;
    },
    take: (count) => waiting.splice(0, count),
    giveBack: (untouched) => {
      waiting.unshift(...untouched);
    },
    end: (job, end) => ends.set(job.messageId, end),
  };
}
