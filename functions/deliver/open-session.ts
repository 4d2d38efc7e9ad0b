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
import { noteLost } from './react.ts';

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

/** What a connection that did not open comes to: for the one message that pays for it, and for the site. */
export interface Unopening {
  book(job: Job): Promise<End>;
  readonly refusal: SiteRefusal;
}

/** Whatever kept a connection from opening is about the site. */
export function concludeUnopened(site: string, host: string, result: Unopened, deps: DeliverDeps): Unopening {
  if (result.kind === 'failed') {
    const { error } = result;
    const facts = { site, host, owner: null, reply: null, error, rule: 'no-connection', kind: 'busy' };
    return {
      book: (job) => {
        noteLost({ ...facts, job }, deps);
        return bookDeferred({ ...facts, job, inDoubt: false, attempted: true }, { retryAfterMs: 0 }, deps);
      },
      refusal: { kind: 'busy', text: error, retryAfterMs: 0 },
    };
  }
  const { reply } = result;
  const verdict = classify(reply, ownRules(site, host));
  const { retryAfterMs } = verdict;
  return {
    book: (job) => bookVerdict({ job, site, host, owner: null }, reply, verdict, deps),
    refusal: siteRefusalOf(reply, verdict) ?? { kind: 'busy', text: formatReply(reply), retryAfterMs },
  };
}
