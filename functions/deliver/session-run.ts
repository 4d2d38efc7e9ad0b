import type { Grant } from '#shared/bucket/bucket.ts';
import type { AcquireRequest, FixedLimits } from '#shared/bucket/decide.ts';
import type { Feedback } from '#shared/bucket/learn.ts';
import type { Target } from '#shared/routing/site.ts';
import type { DeliverDeps, Invocation } from './deps.ts';
import type { Job } from './job.ts';
import { bookUnopened, openAny, unopenedRefusal } from './open-session.ts';
import { createTally, sendBlock } from './send-block.ts';
import type { SiteQueue } from './site-run.ts';

export interface SessionPlace {
  readonly site: string;
  readonly targets: readonly Target[];
  readonly limits: FixedLimits;
  readonly queue: SiteQueue;
}

/**
 * One connection from its grant to its end: opens, sends the granted messages each at its time, goes on while it is granted
 * more, and quits. Returns when the peer's close was seen, with what the bucket is to be told.
 */
export async function runSession(
  place: SessionPlace,
  first: { owner: string; grant: Grant; jobs: Job[] },
  request: AcquireRequest,
  invocation: Invocation,
  deps: DeliverDeps,
): Promise<Feedback> {
  const { clock, settings } = deps;
  const { site, queue } = place;
  const tally = createTally();
  let { grant, jobs } = first;
  const feedback = (): Feedback => ({
    epoch: grant.epoch,
    accepted: tally.accepted,
    serviceMs: tally.sent > 0 ? tally.busyMs / tally.sent : 0,
    refusal: tally.refusal,
  });

  await clock.sleep(grant.startAtMs - clock.now());
  const openedAtMs = clock.now();
  const opened = await openAny(place.targets, invocation.deadlineMs - 0.1 * settings.dataReserveMs, deps);
  if (opened.result.kind !== 'open') {
    const [victim, ...untouched] = jobs;
    queue.giveBack(untouched);
    if (victim) queue.end(victim, bookUnopened(victim, site, opened.host, opened.result, deps));
    tally.refusal = unopenedRefusal(opened.result);
    return feedback();
  }
  tally.busyMs = clock.now() - openedAtMs;

  const { session } = opened.result;
  try {
    for (;;) {
      const goesOn = await sendBlock(place, { grant, jobs, session, host: opened.host }, tally, invocation, deps);
      queue.giveBack(jobs);
      jobs = [];
      if (!goesOn || grant.isProbe || queue.length === 0) break;
      const more = await askForMore(
        site,
        first.owner,
        feedback(),
        { ...request, messages: queue.length, extend: true, appointment: false },
        deps,
      );
      if (!more) break;
      grant = more;
      jobs = queue.take(more.messages);
    }
  } finally {
    queue.giveBack(jobs);
    await session.end();
  }
  return feedback();
}

/** Tells what was learned so far (sessions may last as long as their invocation), then asks for more on the same slot. */
async function askForMore(
  site: string,
  owner: string,
  feedback: Feedback,
  request: AcquireRequest,
  { buckets, log }: DeliverDeps,
): Promise<Grant | null> {
  try {
    await buckets.report(site, owner, feedback);
    const more = await buckets.acquire(site, request);
    return more.kind === 'granted' ? more : null;
  } catch (error) {
    // The slot is still ours to give back.
    log.warn('a session could not be granted more', { site, error });
    return null;
  }
}
