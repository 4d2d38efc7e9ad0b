import type { Grant } from '#shared/bucket/bucket.ts';
import type { AcquireRequest, FixedLimits } from '#shared/bucket/decide.ts';
import type { Feedback, SiteRefusal } from '#shared/bucket/learn.ts';
import type { Target } from '#shared/routing/site.ts';
import type { SmtpSession } from '#shared/smtp/session.ts';
import { attemptDelivery } from './attempt.ts';
import type { DeliverDeps, Invocation } from './deps.ts';
import { giveBack, type Job } from './job.ts';
import { bookUnopened, openAny, unopenedRefusal } from './open-session.ts';
import type { SiteQueue } from './site-run.ts';

/** A message may start this long after its time; later its permission has lapsed and is asked for again, lest late starts bunch. */
const lapseMs = 1_000;

/**
 * A connection that refuses this many messages in a row is left. Postfix answers a second late from the 11th error without a
 * delivery on (smtpd_soft_error_limit), and a refused MAIL counts three with its pipelined RCPT and DATA; Exim closes after
 * ten RSETs (smtp_accept_max_nonmail).
 */
const maxRefusedInARow = 3;

export interface SessionPlace {
  readonly site: string;
  readonly targets: readonly Target[];
  readonly limits: FixedLimits;
  readonly queue: SiteQueue;
}

interface Tally {
  accepted: number;
  sent: number;
  refusedInARow: number;
  busyMs: number;
  refusal: SiteRefusal | null;
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
  const tally: Tally = { accepted: 0, sent: 0, refusedInARow: 0, busyMs: 0, refusal: null };
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
        { ...request, messages: queue.length, extend: true },
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

interface Block {
  readonly grant: Grant;
  /** Taken from the front; what is left was not attempted. */
  readonly jobs: Job[];
  readonly session: SmtpSession;
  readonly host: string;
}

/** Sends one block; false when the connection is not to be used further. */
async function sendBlock(
  { site, limits, queue }: SessionPlace,
  { grant, jobs, session, host }: Block,
  tally: Tally,
  invocation: Invocation,
  deps: DeliverDeps,
): Promise<boolean> {
  const { clock, settings } = deps;
  for (let index = 0; index < grant.messages && jobs.length > 0; index++) {
    const startAtMs = grant.startAtMs + index * grant.intervalMs;
    await clock.sleep(startAtMs - clock.now());
    if (grant.intervalMs > 0 && clock.now() > startAtMs + lapseMs) return true;
    if (clock.now() > invocation.deadlineMs - settings.dataReserveMs) return false;

    const job = jobs.shift();
    if (!job) return true;
    const message = await prepare(job, deps);
    if (!message) {
      queue.end(job, Promise.resolve(giveBack));
      continue;
    }
    const startedMs = clock.now();
    const result = await attemptDelivery(job, message, session, { site, host }, invocation, deps);
    tally.busyMs += clock.now() - startedMs;
    tally.sent++;
    if (result.accepted) tally.accepted++;
    tally.refusedInARow = result.accepted ? 0 : tally.refusedInARow + 1;
    tally.refusal = result.siteRefusal;

    if (result.end) queue.end(job, result.end);
    else {
      queue.giveBack([job]);
      // Not even the first message of a new connection was taken: more than a used-up connection.
      if (tally.accepted === 0)
        tally.refusal = { kind: 'busy', text: 'a new connection takes no message', retryAfterMs: 0 };
    }
    if (
      tally.refusal ||
      result.recycle ||
      !session.isUsable ||
      tally.sent >= limits.messagesPerConnection ||
      tally.refusedInARow >= maxRefusedInARow
    )
      return false;
  }
  return true;
}

/** The message's bytes; null where its content cannot be had now, which is a fault of ours and no attempt. */
async function prepare(job: Job, deps: DeliverDeps): Promise<Uint8Array | null> {
  try {
    return await deps.compose(job.copy, await deps.loadContent(job.copy.content));
  } catch (error) {
    deps.log.error('the message could not be composed', { deliveryId: job.copy.id, error });
    return null;
  }
}
