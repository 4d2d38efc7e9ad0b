import { outcomeEvent } from '#shared/events/event.ts';
import { pickUp } from '#shared/ledger/pick-up.ts';
import type { FinalState, LedgerRecord } from '#shared/ledger/record.ts';
import { domainOf } from '#shared/mail/delivery.ts';
import { bookFinal, suppressRecipient } from './book.ts';
import type { DeliverDeps } from './deps.ts';
import { newerReleaseWaitMs } from './newer-release.ts';
import { holdBack } from './hold-back.ts';
import { ack, type End, giveBack, type Job } from './job.ts';
import { putBack } from './put-back.ts';

/** Either the copy is to be attempted now (with its record up to date), or it is already dealt with. */
export type Triage = { readonly kind: 'go'; readonly job: Job } | { readonly kind: 'end'; readonly end: Promise<End> };

/** A copy this little early is attempted rather than sent round again. */
const earlyMs = 1_000;

/** What the ledger says of a copy, acted on before anything is spent on it. */
export async function triage(job: Job, deps: DeliverDeps): Promise<Triage> {
  const { copy, record } = job;
  const { clock, settings, ledger } = deps;
  const nowMs = clock.now();
  const decision = pickUp(copy, record, nowMs);
  switch (decision.kind) {
    case 'final':
      return { kind: 'end', end: publishAgain(job, decision.state, decision.record, deps) };
    case 'stale':
      return ended(ack);
    case 'live':
      return ended({ kind: 'give-back', visibleAtMs: decision.untilMs + settings.clockErrorMs });
    case 'dead': {
      const result = await ledger.doubt({ id: copy.id, owner: decision.owner }, settings.doubtPolicy, nowMs);
      if (result.kind === 'refused') {
        // Somebody else dealt with the dead claim first: see what they made of it.
        return result.found ? triage({ ...job, record: result.found }, deps) : ended(giveBack);
      }
      deps.meter.count('Doubted', 1, { lane: copy.lane });
      // With `hold` the doubt is the end: what follows finds it final, and counts nothing.
      if (settings.doubtPolicy === 'hold') deps.meter.count('InDoubt', 1, { lane: copy.lane });
      deps.log.warn('a claim ended without a reply being read: the copy is in doubt', {
        deliveryId: copy.id,
        site: decision.record.site,
        doubts: result.doubts,
      });
      const { owner: _owner, untilMs: _untilMs, ...rest } = decision.record;
      const state = settings.doubtPolicy === 'resend' ? 'waiting' : 'in-doubt';
      return triage({ ...job, record: { ...rest, state, doubts: result.doubts } }, deps);
    }
    case 'newer':
      return {
        kind: 'end',
        end: putBack(job, 'ready', nowMs + newerReleaseWaitMs, record?.site || domainOf(copy.recipient), deps),
      };
    case 'expired':
      return { kind: 'end', end: expire(job, deps) };
    case 'go': {
      const site = record?.site || domainOf(copy.recipient);
      if (copy.notBeforeMs !== undefined && copy.notBeforeMs > nowMs + earlyMs) {
        return { kind: 'end', end: putBack(job, copy.attempts > 0 ? 'retry' : 'ready', copy.notBeforeMs, site, deps) };
      }
      const held = await holdBack(job, site, deps);
      return held ? { kind: 'end', end: held.end } : { kind: 'go', job };
    }
  }
}

function ended(end: End): Triage {
  return { kind: 'end', end: Promise.resolve(end) };
}

async function expire(job: Job, deps: DeliverDeps): Promise<End> {
  const last = job.record?.notes.at(-1);
  const attempt = {
    job,
    site: job.record?.site ?? '',
    host: null,
    owner: null,
    reply: last?.reply ?? null,
    error: 'the give-up time has passed',
    rule: 'give-up-time',
    kind: last?.kind ?? 'expired',
    inDoubt: false,
    attempted: false,
  };
  return bookFinal(attempt, 'expired', deps);
}

async function publishAgain(job: Job, state: FinalState, record: LedgerRecord, deps: DeliverDeps): Promise<End> {
  const last = record.notes.at(-1);
  if (state === 'bounced' && last) await suppressRecipient(job.copy, last, record.updatedAtMs, deps);
  await deps.events.add(
    outcomeEvent({ ...job.copy, generation: record.generation }, state, {
      atMs: record.updatedAtMs,
      site: record.site,
      reportingMta: deps.settings.egress.ehloName,
      attempts: record.attempts,
      doubts: record.doubts,
      reply: last?.reply ?? null,
      ...(last ? { rule: last.rule, kind: last.kind } : {}),
    }),
  );
  return ack;
}
