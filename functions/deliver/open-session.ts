import type { SiteRefusal } from '#shared/bucket/feedback.ts';
import type { Target } from '#shared/routing/site.ts';
import { ownRules } from '#shared/providers/catalog.ts';
import { classify } from '#shared/smtp/classify.ts';
import { formatReply } from '#shared/smtp/reply.ts';
import type { OpenResult } from '#shared/smtp/session.ts';
import { bookVerdict, siteRefusalOf } from './attempt.ts';
import { bookDeferred } from './book.ts';
import type { DeliverDeps } from './deps.ts';
import type { End, Job } from './job.ts';

/** RFC 5321 §5.1: at least two hosts are tried. */
const maxHosts = 2;

/** Tries the hosts in order until one answers. A refusal is an answer: it is not met by knocking at the next host. */
export async function openAny(
  targets: readonly Target[],
  hardStopMs: number,
  deps: DeliverDeps,
): Promise<{ host: string; result: OpenResult }> {
  let last: { host: string; result: OpenResult } = { host: '', result: { kind: 'failed', error: 'no host to try' } };
  for (const target of targets.slice(0, maxHosts)) {
    last = { host: target.host, result: await deps.openSession(target, hardStopMs) };
    if (last.result.kind !== 'failed') return last;
  }
  return last;
}

type Unopened = Exclude<OpenResult, { kind: 'open' }>;

/** Books the one message that pays for a connection that did not open; the rest of its block goes back untouched. */
export function bookUnopened(job: Job, site: string, host: string, result: Unopened, deps: DeliverDeps): Promise<End> {
  const base = { job, site, host, owner: null };
  if (result.kind === 'refused')
    return bookVerdict(base, result.reply, classify(result.reply, ownRules(site, host)), deps);
  const attempt = {
    ...base,
    reply: null,
    error: result.error,
    rule: 'no-connection',
    kind: 'busy',
    inDoubt: false,
    attempted: true,
  };
  return bookDeferred(attempt, { retryAfterMs: 0 }, deps);
}

/** Whatever kept a connection from opening is about the site. */
export function unopenedRefusal(site: string, host: string, result: Unopened): SiteRefusal {
  if (result.kind === 'failed') return { kind: 'busy', text: result.error, retryAfterMs: 0 };
  const verdict = classify(result.reply, ownRules(site, host));
  return (
    siteRefusalOf(result.reply, verdict) ?? {
      kind: 'busy',
      text: formatReply(result.reply),
      retryAfterMs: verdict.retryAfterMs,
    }
  );
}
