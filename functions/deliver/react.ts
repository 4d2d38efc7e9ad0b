import { needsAttention } from '#shared/attention/attention.ts';
import { everySite } from '#shared/bucket/every-site.ts';
import { formatReply, type Reply } from '#shared/smtp/reply.ts';
import { delayOf, isNarrow, type Verdict } from '#shared/smtp/verdict.ts';
import type { Attempt } from './book.ts';
import type { DeliverDeps } from './deps.ts';
import type { Refusal } from './refusals.ts';

type Place = Pick<Attempt, 'job' | 'site' | 'host'>;
type Waiting = Pick<Refusal, 'untilMs' | 'isEverywhere'>;

export const nothingWaits: Waiting = { untilMs: null, isEverywhere: false };

/** What a refusal means beyond its message, apart from what its site's bucket learns: holds what it blames, and notes it. */
export async function react(place: Place, reply: Reply, verdict: Verdict, deps: DeliverDeps): Promise<void> {
  await holdWider(place, reply, verdict, deps);
  noteRefusal(place, reply, verdict, await waitsFor(place, verdict, deps), deps);
}

/** What is wider than the site is held beside its bucket: a From-domain, or the whole egress. */
async function holdWider({ job, site }: Place, reply: Reply, verdict: Verdict, deps: DeliverDeps): Promise<void> {
  const place = { lane: deps.settings.lane, site };
  const reason = formatReply(reply);
  if (verdict.scope === 'from-domain') {
    const isNew = await deps.holds.hold(job.copy.fromDomain, site, reason, delayOf(verdict));
    if (isNew) deps.meter.count('FromDomainHeld', 1, place);
  }
  // A quota that a receiver names is of its own making, and no matter of other sites.
  if (verdict.scope === 'egress' && needsAttention(verdict.kind)) {
    // Only the relay speaks of our own account; any receiver may answer with its words.
    const isSure = verdict.action.name === 'stop' && deps.settings.egress.kind === 'relay';
    const isNew = await deps.egressStop.hear({ site, isSure, reason, atLeastMs: delayOf(verdict) });
    if (isNew) deps.meter.count('EgressStopped', 1, place);
  }
}

/** Notes what was refused, and what waits for it. */
export function noteRefusal(base: Place, reply: Reply, verdict: Verdict, waiting: Waiting, deps: DeliverDeps): void {
  const { site, host, job } = base;
  const { rule, kind, scope } = verdict;
  const { fromDomain } = job.copy;
  deps.refusals.note({ site, host, fromDomain, reply, error: null, rule, kind, scope, ...waiting });
}

/** Until when other mail waits because of a verdict, and whether at this site alone; null where none does, or as the bucket learns. */
async function waitsFor(
  { job, site }: Place,
  verdict: Verdict,
  { holds, egressStop, clock }: DeliverDeps,
): Promise<Waiting> {
  if (verdict.scope === 'from-domain') {
    const { fromDomain } = job.copy;
    const hold = await holds.of(fromDomain, site);
    // What holds where nobody has said so holds everywhere.
    return { untilMs: hold?.untilMs ?? null, isEverywhere: (await holds.of(fromDomain, everySite)) !== null };
  }
  const stoppedUntilMs = verdict.scope === 'egress' ? await egressStop.untilMs() : null;
  if (stoppedUntilMs !== null) return { untilMs: stoppedUntilMs, isEverywhere: true };
  const delayMs = isNarrow(verdict.scope) ? 0 : delayOf(verdict);
  return { untilMs: delayMs > 0 ? clock.now() + delayMs : null, isEverywhere: false };
}

/** A connection that was lost, or never came to be, says no more than that. */
export function noteLost(
  { job, site, host, error, rule, kind }: Place & Pick<Attempt, 'error' | 'rule' | 'kind'>,
  deps: DeliverDeps,
): void {
  const { fromDomain } = job.copy;
  const facts = { site, host, fromDomain, error, rule, kind };
  deps.refusals.note({ ...facts, ...nothingWaits, reply: null, scope: 'connection' });
}
