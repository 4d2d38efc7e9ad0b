import type { SiteRefusal } from '#shared/bucket/feedback.ts';
import { formatReply, type Reply } from '#shared/smtp/reply.ts';
import type { SendResult, SmtpSession } from '#shared/smtp/session.ts';
import { delayOf, isNarrow, type Scope, type Verdict } from '#shared/smtp/verdict.ts';
import { ownRules } from '#shared/providers/catalog.ts';
import { classify } from '#shared/smtp/classify.ts';
import { type Attempt, attemptFacts, bookDeferred, bookFinal } from './book.ts';
import type { DeliverDeps, Invocation } from './deps.ts';
import { ack, type End, giveBack, type Job } from './job.ts';
import { noteLost, noteRefusal, nothingWaits, react } from './react.ts';

/** Where an attempt goes. */
export interface Destination {
  readonly site: string;
  readonly host: string;
}

/** What one message's attempt means to its job, and to the connection and the site. */
export interface AttemptResult {
  /** The job's end, being booked while the connection goes on; null: nothing was attempted, the job may go again. */
  readonly end: Promise<End> | null;
  readonly accepted: boolean;
  /** What it teaches the bucket. */
  readonly siteRefusal: SiteRefusal | null;
  /** The host spoke of itself: the bucket is taught this only where its site has no other host. */
  readonly hostRefusal: SiteRefusal | null;
  /** The connection is used up, without blame. */
  readonly recycle: boolean;
  /** A refusal for what the message or its recipient is, by a site that works. */
  readonly isAnswer: boolean;
  /** The connection was lost without a reply. */
  readonly isLost: boolean;
  /** A transient refusal that blames one message or recipient; several in a row are about the site. Null where it was none. */
  readonly refusedAs: { readonly scope: Scope; readonly text: string; readonly retryAfterMs: number } | null;
}

/** Sends one message over an open session and books what became of it. */
export async function attemptDelivery(
  job: Job,
  message: Uint8Array,
  session: SmtpSession,
  to: Destination,
  invocation: Invocation,
  deps: DeliverDeps,
): Promise<AttemptResult> {
  const { clock, settings, ledger } = deps;
  const owner = deps.newOwner();
  const base = { job, site: to.site, host: to.host };
  /** What the claim met instead of a grant. */
  let claimEnd: End = giveBack;

  const claim = async (): Promise<boolean> => {
    const nowMs = clock.now();
    const pending = attemptFacts(
      { ...base, owner, reply: null, error: null, rule: 'sending', kind: 'sending', inDoubt: false, attempted: true },
      nowMs,
    );
    // The note of this attempt is written with its settle; the claim keeps those of earlier attempts.
    const facts = { ...pending, notes: pending.notes.slice(0, -1) };
    const untilMs = invocation.deadlineMs + 2 * settings.clockErrorMs;
    const result = await ledger.claim(facts, { owner, untilMs, nowMs });
    if (result.kind === 'written') return true;
    const { found } = result;
    // A newer generation stands for this copy; anything else is looked at again when it comes back.
    if (found && found.generation > job.copy.generation) claimEnd = ack;
    else if (found?.state === 'sending' && found.untilMs !== undefined) {
      claimEnd = { kind: 'give-back', visibleAtMs: found.untilMs + settings.clockErrorMs };
    } else if (found) claimEnd = { kind: 'give-back', visibleAtMs: nowMs };
    return false;
  };

  const { sender, recipient } = job.copy;
  const result = await session.send({ sender, recipient, message, claim });
  switch (result.kind) {
    case 'accepted': {
      const attempt = {
        ...base,
        owner,
        reply: result.reply,
        error: null,
        rule: 'accepted',
        kind: 'accepted',
        inDoubt: false,
        attempted: true,
      };
      return { ...nothing, end: bookFinal(attempt, 'delivered', deps), accepted: true };
    }
    case 'claim-refused':
      return { ...nothing, end: Promise.resolve(claimEnd) };
    case 'not-started':
      return { ...nothing, recycle: true };
    case 'refused':
      return bookRefusal({ ...base, owner: result.claimed ? owner : null }, result.reply, deps);
    case 'lost':
      return { ...nothing, end: bookLost(base, owner, result, deps), isLost: true };
  }
}

const nothing: AttemptResult = {
  end: null,
  accepted: false,
  siteRefusal: null,
  hostRefusal: null,
  recycle: false,
  isAnswer: false,
  isLost: false,
  refusedAs: null,
};

type Base = Pick<Attempt, 'job' | 'site' | 'host' | 'owner'>;

function bookRefusal(base: Base, reply: Reply, deps: DeliverDeps): AttemptResult {
  const verdict = classify(reply, ownRules(base.site, base.host ?? ''));
  if (verdict.scope === 'connection' && base.owner === null) {
    noteRefusal(base, reply, verdict, nothingWaits, deps);
    return { ...nothing, recycle: true };
  }
  const blamesOne = isNarrow(verdict.scope);
  const isUnspecific = blamesOne && verdict.kind === 'busy';
  const isAboutHost = verdict.scope === 'host';
  const refusal = siteRefusalOf(reply, verdict);
  return {
    ...nothing,
    end: bookVerdict(base, reply, verdict, deps),
    siteRefusal: isAboutHost ? null : refusal,
    hostRefusal: isAboutHost ? refusal : null,
    recycle: verdict.kind === 'recycle',
    isAnswer: blamesOne && !isUnspecific && verdict.kind !== 'recycle',
    refusedAs: isUnspecific
      ? { scope: verdict.scope, text: formatReply(reply), retryAfterMs: verdict.retryAfterMs }
      : null,
  };
}

/** Books a classified refusal of one message. */
export async function bookVerdict(base: Base, reply: Reply, verdict: Verdict, deps: DeliverDeps): Promise<End> {
  await react(base, reply, verdict, deps);
  const attempt = {
    ...base,
    reply,
    error: null,
    rule: verdict.rule,
    kind: verdict.kind,
    inDoubt: false,
    attempted: true,
  };
  if (verdict.outcome === 'bounce') return bookFinal(attempt, 'bounced', deps);
  // What is wider than the message holds its next attempt back by itself, and longer than its give-up time may be.
  return bookDeferred(
    attempt,
    { retryAfterMs: isNarrow(verdict.scope) ? delayOf(verdict) : verdict.retryAfterMs },
    deps,
  );
}

/** The part of a verdict for which the site is left alone; null where it is about something narrower, or the From-domain. */
export function siteRefusalOf(reply: Reply, verdict: Verdict): SiteRefusal | null {
  if (verdict.scope !== 'site' && verdict.scope !== 'host' && verdict.scope !== 'egress') return null;
  return { kind: refusalKindOf(verdict), text: formatReply(reply), retryAfterMs: delayOf(verdict) };
}

function refusalKindOf({ kind, action }: Verdict): SiteRefusal['kind'] {
  if (kind === 'connections' || kind === 'rate') return kind;
  return action.name === 'stop' || action.name === 'suspend' ? 'shut' : 'busy';
}

/** A connection lost without a reply counts as 451 (RFC 5321 §3.8); after the dot it is a doubt besides (RFC 1047). */
async function bookLost(
  base: Omit<Base, 'owner'>,
  owner: string,
  result: Extract<SendResult, { kind: 'lost' }>,
  deps: DeliverDeps,
): Promise<End> {
  const attempt = {
    ...base,
    owner: result.claimed ? owner : null,
    reply: null,
    error: result.error,
    rule: 'lost-connection',
    kind: 'busy',
    inDoubt: result.dotSent,
    attempted: true,
  };
  noteLost(attempt, deps);
  if (result.dotSent && deps.settings.doubtPolicy === 'hold') return bookFinal(attempt, 'in-doubt', deps);
  return bookDeferred(attempt, { retryAfterMs: 0 }, deps);
}
