import { type OutcomeFacts, outcomeEvent } from '#shared/events/event.ts';
import type { DeliveryFacts, Settlement } from '#shared/ledger/ledger.ts';
import { type AttemptNote, type FinalState, maxNotes } from '#shared/ledger/record.ts';
import { nextAttemptAt } from '#shared/retry/schedule.ts';
import type { DeliveryCopy } from '#shared/mail/delivery.ts';
import { isHardBounce } from '#shared/mail/suppression.ts';
import { abridge, formatReply, type Reply } from '#shared/smtp/reply.ts';
import type { Verdict } from '#shared/smtp/verdict.ts';
import type { DeliverDeps } from './deps.ts';
import { ack, type End, type Job } from './job.ts';
import { enqueue } from './put-back.ts';

/** What an attempt came to. `owner` holds the claim; null where none was taken. */
export interface Attempt {
  readonly job: Job;
  readonly site: string;
  readonly host: string | null;
  readonly owner: string | null;
  readonly reply: Reply | null;
  readonly error: string | null;
  readonly rule: string;
  readonly kind: string;
  /** The receiver may have taken the message without our reading its reply. */
  readonly inDoubt: boolean;
  /** False where no connection was tried: expiry, a null MX. */
  readonly attempted: boolean;
}

/** Books a final outcome: settle → suppress → publish → ack. A copy that comes again after the settle repeats the rest. */
export async function bookFinal(attempt: Attempt, state: FinalState, deps: DeliverDeps): Promise<End> {
  const settled = await settle(attempt, { to: state, addDoubt: attempt.inDoubt }, deps);
  if (settled.kind === 'give-back') return settled.end;
  const { copy } = attempt.job;
  if (state === 'bounced') await suppressRecipient(copy, attempt, deps.clock.now(), deps);
  await deps.events.add(outcomeEvent(copy, state, eventFacts(attempt, settled.doubts, deps)));
  deps.meter.count(meterName[state], 1, { lane: copy.lane, site: attempt.site });
  return ack;
}

/** A recipient who does not exist is not written to again. */
export async function suppressRecipient(
  { recipient, lane }: DeliveryCopy,
  { kind, reply }: Pick<AttemptNote, 'kind' | 'reply'>,
  atMs: number,
  { suppress }: Pick<DeliverDeps, 'suppress'>,
): Promise<void> {
  if (isHardBounce(kind, reply)) await suppress({ recipient, lane, reason: `${kind}: ${formatReply(reply)}`, atMs });
}

/** Books a deferral: the next generation is enqueued first, then settled, then published, then this copy is acked. */
export async function bookDeferred(
  attempt: Attempt,
  verdict: Pick<Verdict, 'retryAfterMs'>,
  deps: DeliverDeps,
): Promise<End> {
  const { copy } = attempt.job;
  const { clock, settings, random } = deps;
  const attempts = attemptsAfter(attempt);
  const atMs = nextAttemptAt(settings.retrySchedule, attempts, clock.now(), random(), verdict.retryAfterMs);
  if (atMs >= copy.expiresAtMs) return bookFinal(attempt, attempt.inDoubt ? 'in-doubt' : 'expired', deps);

  const { notBeforeMs: _done, ...rest } = copy;
  await enqueue({ ...rest, generation: copy.generation + 1, attempts, hops: 0 }, 'retry', atMs, attempt.site, deps);
  const settled = await settle(attempt, { to: 'waiting', nextAttemptAtMs: atMs, addDoubt: attempt.inDoubt }, deps);
  if (settled.kind === 'give-back') return settled.end;
  await deps.events.add(outcomeEvent(copy, 'deferred', eventFacts(attempt, settled.doubts, deps)));
  deps.meter.count('Deferred', 1, { lane: copy.lane, site: attempt.site });
  return ack;
}

type Settled =
  | { readonly kind: 'settled'; readonly doubts: number }
  | { readonly kind: 'give-back'; readonly end: End };

async function settle(attempt: Attempt, settlement: Settlement, deps: DeliverDeps): Promise<Settled> {
  const { job, owner } = attempt;
  const nowMs = deps.clock.now();
  const result = await deps.ledger.settle(attemptFacts(attempt, nowMs), settlement, { owner, nowMs });
  if (result.kind === 'written') {
    if (settlement.addDoubt) deps.meter.count('Doubted', 1, { lane: job.copy.lane });
    return { kind: 'settled', doubts: result.doubts };
  }
  deps.log.warn('the ledger stands elsewhere than this attempt left it', {
    deliveryId: job.copy.id,
    generation: job.copy.generation,
    found: result.found?.state,
    foundGeneration: result.found?.generation,
  });
  // A deferral's successor is durable, and a newer generation or a final state stands for this copy.
  const isCovered = settlement.to === 'waiting' || (result.found?.generation ?? 0) > job.copy.generation;
  return { kind: 'give-back', end: isCovered ? ack : { kind: 'give-back', visibleAtMs: nowMs } };
}

/** What a claim or a settle books of this attempt. */
export function attemptFacts(attempt: Attempt, nowMs: number): DeliveryFacts {
  const { copy, record } = attempt.job;
  const { host, error, rule, kind, site } = attempt;
  const reply = attempt.reply && abridge(attempt.reply);
  const attempts = attemptsAfter(attempt);
  const note: AttemptNote = { atMs: nowMs, attempt: attempts, host, reply, error, rule, kind };
  const notes = [...(record?.notes ?? []), note].slice(-maxNotes);
  return {
    id: copy.id,
    generation: copy.generation,
    attempts,
    lane: copy.lane,
    site,
    acceptedAtMs: copy.acceptedAtMs,
    notes,
  };
}

function attemptsAfter(attempt: Attempt): number {
  return attempt.job.copy.attempts + (attempt.attempted ? 1 : 0);
}

function eventFacts(attempt: Attempt, doubts: number, deps: DeliverDeps): OutcomeFacts {
  return {
    atMs: deps.clock.now(),
    site: attempt.site,
    reportingMta: deps.settings.egress.ehloName,
    attempts: attemptsAfter(attempt),
    doubts,
    reply: attempt.reply,
    kind: attempt.kind,
    rule: attempt.rule,
    ...(attempt.error === null ? {} : { reason: attempt.error }),
  };
}

const meterName = {
  delivered: 'Delivered',
  bounced: 'Bounced',
  expired: 'Expired',
  cancelled: 'Cancelled',
  'in-doubt': 'InDoubt',
} as const;
