import type { SiteRefusal } from '#shared/bucket/feedback.ts';
import type { Target } from '#shared/routing/site.ts';
import { ownRules } from '#shared/providers/catalog.ts';
import { classify } from '#shared/smtp/classify.ts';
import { formatReply } from '#shared/smtp/reply.ts';
import type { OpenResult } from '#shared/smtp/session.ts';
import { delayOf } from '#shared/smtp/verdict.ts';
import { bookVerdict, siteRefusalOf } from './attempt.ts';
import { bookDeferred } from './book.ts';
import type { DeliverDeps } from './deps.ts';
import type { End, Job } from './job.ts';
import { noteLost } from './react.ts';

/** Of a site's hosts so many are tried: at least two (RFC 5321 §5.1), and each that is silent takes its time. */
const maxHosts = 3;
/** A host that asks to be left alone and does not say for how long, ms. */
const askedMs = 300_000;

export interface Opened {
  readonly host: string;
  readonly result: OpenResult;
}

/**
 * Tries the hosts in order until one opens. A host that takes no connection, or does not encrypt as it must, leaves the next
 * to be tried, and so does a refusal by which the host speaks of itself. One that speaks for the site is not met by knocking
 * at its next host.
 */
export async function openAny(
  site: string,
  targets: readonly Target[],
  hardStopMs: number,
  deps: DeliverDeps,
): Promise<Opened> {
  let met: Opened = { host: '', result: { kind: 'not-tried', error: 'no host to try' } };
  for (const target of deps.hosts.order(targets).slice(0, maxHosts)) {
    const { host } = target;
    const result = await deps.openSession(target, hardStopMs);
    switch (result.kind) {
      case 'open':
        deps.hosts.worked(host);
        return { host, result };
      case 'refused': {
        const verdict = classify(result.reply, ownRules(site, host));
        if (verdict.scope !== 'host') return { host, result };
        leaveAlone(host, delayOf(verdict), deps);
        break;
      }
      case 'not-tried':
        break;
      default:
        deps.hosts.failed(host);
    }
    met = tellsMore(result, met.result) ? { host, result } : met;
  }
  return met;
}

/** A host spoke of itself: this process leaves it alone for as long as it asked, or a while. */
export function leaveAlone(host: string, retryAfterMs: number, { hosts, clock }: DeliverDeps): void {
  hosts.asked(host, clock.now() + (retryAfterMs || askedMs));
}

/** Of several hosts that did not open: what one said counts before what none heard. */
function tellsMore(result: OpenResult, than: OpenResult): boolean {
  const rank = { 'not-tried': 0, failed: 1, insecure: 2, refused: 3, open: 4 };
  return rank[result.kind] >= rank[than.kind];
}

type Unopened = Exclude<OpenResult, { kind: 'open' | 'not-tried' }>;

/** What a connection that did not open comes to: for the one message that pays for it, and for the site. */
export interface Unopening {
  book(job: Job): Promise<End>;
  /** Null where the site is not to blame. */
  readonly refusal: SiteRefusal | null;
}

/** Whatever kept a connection from opening is about the site, but for encryption that only this lane asks of it. */
export function concludeUnopened(site: string, host: string, result: Unopened, deps: DeliverDeps): Unopening {
  if (result.kind !== 'refused') {
    const { error } = result;
    const why =
      result.kind === 'failed'
        ? { rule: 'no-connection', kind: 'busy' }
        : { rule: 'not-encrypted', kind: 'authentication' };
    const facts = { site, host, owner: null, reply: null, error, ...why, inDoubt: false, attempted: true };
    const isOurWish = result.kind === 'insecure' && deps.settings.egress.kind === 'mx';
    return {
      book: (job) => {
        noteLost({ ...facts, job }, deps);
        return bookDeferred({ ...facts, job }, { retryAfterMs: 0 }, deps);
      },
      refusal: isOurWish ? null : { kind: 'busy', text: error, retryAfterMs: 0 },
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
