import type { Grant } from '#shared/bucket/bucket.ts';
import { serviceMsOf } from '#shared/bucket/spacing.ts';
import type { SiteRefusal } from '#shared/bucket/feedback.ts';
import { maxWaitMs } from '#shared/bucket/gcra.ts';
import type { SmtpSession } from '#shared/smtp/session.ts';
import type { Soon } from './egress-pass.ts';
import { attemptDelivery, type AttemptResult } from './attempt.ts';
import type { DeliverDeps, Invocation } from './deps.ts';
import { holdBack } from './hold-back.ts';
import { giveBack, type Job } from './job.ts';
import { leaveAlone } from './open-session.ts';
import { isFree, type SessionPlace } from './site-queue.ts';

/**
 * A connection that refuses this many messages in a row is left. Postfix answers a second late from the 11th error without a
 * delivery on (smtpd_soft_error_limit), and a refused MAIL counts three with its pipelined RCPT and DATA; Exim closes after
 * ten RSETs (smtp_accept_max_nonmail).
 */
const maxRefusedInARow = 3;

/** A message may start this long after its time; later its permission has lapsed. */
const lapseMs = maxWaitMs;

/** What one session has seen. */
export interface Tally {
  /** Since the bucket was last told. */
  accepted: number;
  /** On this connection. */
  acceptedInAll: number;
  sent: number;
  /** A message or recipient was refused for what it is. */
  isAnswered: boolean;
  /** Refusals of any kind, one after the other. */
  refusedInARow: number;
  /** Refusals that may be about the site, one after the other. */
  blamelessInARow: number;
  busyMs: number;
  refusal: SiteRefusal | null;
  /** The receiver took so many messages and said that the connection is used up. */
  usedUpAfter: number | null;
}

export function createTally(): Tally {
  return {
    accepted: 0,
    acceptedInAll: 0,
    sent: 0,
    isAnswered: false,
    refusedInARow: 0,
    blamelessInARow: 0,
    busyMs: 0,
    refusal: null,
    usedUpAfter: null,
  };
}

export interface Block {
  readonly grant: Grant;
  /** Taken from the front; what is left was not attempted. */
  readonly jobs: Job[];
  readonly session: SmtpSession;
  readonly host: string;
}

/** Sends one block, each message at its time; false when the connection is not to be used further. */
export async function sendBlock(
  place: SessionPlace,
  block: Block,
  tally: Tally,
  invocation: Invocation,
  deps: DeliverDeps,
): Promise<boolean> {
  const { clock, settings } = deps;
  const { grant, jobs, session } = block;
  const law = deps.buckets.state(place.site)?.law;
  const everyMs = Math.max(grant.intervalMs, law ? serviceMsOf(law) : 0);
  const mayGoOn = () => session.isUsable && clock.now() <= invocation.deadlineMs - settings.dataReserveMs;
  const { queue } = place;
  const areThereMore = () => jobs.length > 0 || (isFree(grant, settings) && queue.length > 0);
  for (let index = 0; index < grant.messages && areThereMore(); index++) {
    const startAtMs = grant.startAtMs + index * grant.intervalMs;
    const waitMs = startAtMs - clock.now();
    if (waitMs > 0) await clock.sleep(waitMs);
    // A permission that has lapsed is asked for again, lest late starts bunch.
    const lapsesAtMs = grant.intervalMs > 0 ? startAtMs + lapseMs : Infinity;
    const hasLapsed = () => clock.now() > lapsesAtMs;
    if (hasLapsed()) return true;
    if (!mayGoOn()) return false;

    const job = jobs.shift() ?? queue.take(1)[0];
    if (!job) return true;
    const mayStart = () => mayGoOn() && !hasLapsed();
    const soon = { messages: Math.min(grant.messages - index, jobs.length + 1), everyMs, untilMs: lapsesAtMs };
    const send = () => sendOne(job, soon, mayStart, place, block, tally, invocation, deps);
    // Few messages of megabytes are in memory at once.
    const goesOn = await (job.copy.content.kind === 's3' ? deps.largeInTurn(send) : send());
    if (!goesOn) return false;
  }
  return true;
}

async function sendOne(
  job: Job,
  soon: Soon,
  mayStart: () => boolean,
  { site, queue, pass }: SessionPlace,
  { grant, session, host }: Block,
  tally: Tally,
  invocation: Invocation,
  deps: DeliverDeps,
): Promise<boolean> {
  const held = await holdBack(job, site, deps);
  if (held) {
    queue.end(job, held.end);
    return true;
  }
  const message = await prepare(job, deps);
  if (!message) {
    queue.end(job, Promise.resolve(giveBack));
    return true;
  }
  const place = await pass.start(soon);
  if (place?.kind === 'refused') {
    queue.giveBack([job]);
    return false;
  }
  // Its content, or its place in the egress, may have been long in coming.
  if (!place || !mayStart()) {
    if (place) pass.giveBack(place);
    queue.giveBack([job]);
    return session.isUsable;
  }
  const startedMs = deps.clock.now();
  const result = await attemptDelivery(job, message, session, { site, host }, invocation, deps);
  if (result.hostRefusal) leaveAlone(host, result.hostRefusal.retryAfterMs, deps);
  if (result.end) queue.end(job, result.end);
  else queue.giveBack([job]);
  tally.busyMs += deps.clock.now() - startedMs;
  if (result.accepted || result.isAnswer) await deps.egressStop.passed(job.copy.id);
  count(result, session, tally);
  // Another session goes to another host; the site is to blame where there is none.
  if (!deps.hosts.isAnyOpen(queue.targets)) tally.refusal ??= result.hostRefusal;
  return !(
    tally.refusal ||
    result.hostRefusal ||
    result.recycle ||
    !session.isUsable ||
    tally.sent >= grant.perConnection ||
    tally.refusedInARow >= maxRefusedInARow
  );
}

function count(result: AttemptResult, session: SmtpSession, tally: Tally): void {
  tally.sent++;
  if (result.accepted) {
    tally.accepted++;
    tally.acceptedInAll++;
  }
  tally.isAnswered ||= result.isAnswer;
  tally.refusedInARow = result.accepted ? 0 : tally.refusedInARow + 1;
  tally.refusal = result.siteRefusal ?? blamelessInARow(result, tally);
  if (result.recycle) tally.usedUpAfter = tally.acceptedInAll;
  // A new connection on which not one message got an answer says something of the site, not of the message.
  const isUnanswered = result.end === null || result.isLost;
  if (tally.acceptedInAll === 0 && (isUnanswered || (result.refusedAs && !session.isUsable))) {
    const { text, retryAfterMs } = result.refusedAs ?? { text: 'a new connection takes no message', retryAfterMs: 0 };
    tally.refusal = { kind: 'busy', text, retryAfterMs };
  }
}

/** Transient refusals that blame one message, or one recipient, are about the site when nothing else is heard on a connection. */
const messagesInARow = 2;
const recipientsInARow = 3;

function blamelessInARow(result: AttemptResult, tally: Tally): SiteRefusal | null {
  const refused = result.refusedAs;
  tally.blamelessInARow = refused === null ? 0 : tally.blamelessInARow + 1;
  if (refused === null) return null;
  const enough = refused.scope === 'recipient' ? recipientsInARow : messagesInARow;
  if (tally.blamelessInARow < enough) return null;
  const kind = refused.scope === 'message' ? 'messages' : 'busy';
  return { kind, text: refused.text, retryAfterMs: refused.retryAfterMs };
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
