import type { Refused } from '#shared/bucket/bucket.ts';
import { type AcquireRequest, maxBlock, maxWaitMs } from '#shared/bucket/decide.ts';
import { siteLimits } from '#shared/bucket/site-limits.ts';
import type { Turnstile } from '#shared/turnstile.ts';
import type { SiteJobs } from './deliver.ts';
import type { DeliverDeps, Invocation } from './deps.ts';
import type { End, Job } from './job.ts';
import { putBack } from './put-back.ts';
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
  ends: Map<string, Promise<End>>,
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
    const ended = inTurn(sessions).catch((error: unknown) => {
      // A fault of ours at this site is none of the others': what it held is given back, what waits is put back.
      deps.log.error('a session ended by a fault of ours', { site, error });
    });
    running.push(ended);
  }

  /** One session after the other, until the queue is empty, time is short, or the bucket refuses. */
  async function sessions(): Promise<void> {
    while (queue.length > 0 && clock.now() <= lastStartMs) {
      const block = queue.take(maxBlock);
      const owner = deps.newOwner();
      const request: AcquireRequest = {
        owner,
        messages: block.length,
        backlog: block.length + queue.length,
        leaseUntilMs,
        extend: false,
      };
      const answer = await buckets.acquire(site, request);
      if (answer.kind === 'refused') {
        queue.giveBack(block);
        // Another session of ours is open at this site and takes what is left.
        if (active > 0) return;
        const waitMs = answer.comeBackAtMs - clock.now();
        if (answer.reason !== 'rate' || waitMs > maxWaitMs) return pace(answer);
        await clock.sleep(waitMs);
        continue;
      }
      queue.giveBack(block.splice(answer.messages));
      active++;
      try {
        startSession();
        const feedback = await runSession(
          { site, targets, limits, queue },
          { owner, grant: answer, jobs: block },
          request,
          invocation,
          deps,
        );
        await buckets.release(site, owner, feedback);
      } finally {
        active--;
      }
    }
  }

  function pace(refusal: Refused): void {
    const paced = queue.take(queue.length);
    deps.meter.count('Paced', paced.length, { lane: settings.lane, site });
    paced.forEach((job, index) => {
      queue.end(job, putBack(job, 'ready', refusal.comeBackAtMs + index * refusal.spacingMs, deps));
    });
  }

  startSession();
  // Sessions start sessions: wait until none is left running.
  for (let index = 0; index < running.length; index++) await running[index];
  // No time is left for these: they come again in another invocation.
  for (const job of queue.take(queue.length)) queue.end(job, putBack(job, 'ready', clock.now(), deps));
}

function createSiteQueue(jobs: readonly Job[], ends: Map<string, Promise<End>>): SiteQueue {
  const waiting = [...jobs];
  return {
    get length() {
      return waiting.length;
    },
    take: (count) => waiting.splice(0, count),
    giveBack: (untouched) => {
      waiting.unshift(...untouched);
    },
    end: (job, end) => {
      // Booked while the connection goes on; a failure is met when all ends are collected.
      end.catch(() => undefined);
      ends.set(job.messageId, end);
    },
  };
}
