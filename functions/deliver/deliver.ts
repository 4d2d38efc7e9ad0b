import { domainOf } from '#shared/mail/delivery.ts';
import { route, type Routing } from '#shared/routing/site.ts';
import { createTurnstile } from '#shared/turnstile.ts';
import { bookDeferred, bookFinal } from './book.ts';
import type { DeliverDeps, Invocation } from './deps.ts';
import { type End, giveBack, type Job } from './job.ts';
import { runSite } from './site-run.ts';
import { triage } from './triage.ts';

/** The end of each SQS message, by its id; a message without one is given back. */
type Ends = Map<string, Promise<End>>;

/**
 * Delivers a batch of copies: what the ledger says of each, where each goes, then site by site under the site's bucket.
 * Returns the end of every message.
 */
export async function deliver(
  jobs: readonly Job[],
  invocation: Invocation,
  deps: DeliverDeps,
): Promise<Map<string, End>> {
  const ends: Ends = new Map();
  const { leaders, followers } = oneCopyEach(jobs);

  const known = await withRecords(leaders, deps);
  const due = await triageAll(known, ends, deps);
  const sites = await routeAll(due, ends, deps);
  // A bound on the sessions of an invocation, shared by all its sites.
  const inTurn = createTurnstile(deps.settings.maxSessions);
  await Promise.all(sites.map((site) => runSite(site, ends, inTurn, invocation, deps)));

  return collect(jobs, followers, ends, deps);
}

/** Of several copies of one delivery in a batch the newest goes, and the others end as it does. */
function oneCopyEach(jobs: readonly Job[]): { leaders: Job[]; followers: Map<string, string> } {
  const leaders = new Map<string, Job>();
  for (const job of jobs) {
    const leader = leaders.get(job.copy.id);
    if (!leader || leader.copy.generation < job.copy.generation) leaders.set(job.copy.id, job);
  }
  const followers = new Map<string, string>();
  for (const job of jobs) {
    const leader = leaders.get(job.copy.id);
    if (leader && leader !== job) followers.set(job.messageId, leader.messageId);
  }
  return { leaders: [...leaders.values()], followers };
}

async function withRecords(jobs: readonly Job[], deps: DeliverDeps): Promise<Job[]> {
  const nowMs = deps.clock.now();
  for (const { copy } of jobs) {
    deps.meter.observeAge('AgeAtPickupSeconds', (nowMs - copy.acceptedAtMs) / 1000, { lane: copy.lane });
  }
  const records = await deps.ledger.read(jobs.map((job) => job.copy.id));
  return jobs.map((job) => ({ ...job, record: records.get(job.copy.id) ?? null }));
}

async function triageAll(jobs: readonly Job[], ends: Ends, deps: DeliverDeps): Promise<Job[]> {
  const decided = await Promise.allSettled(jobs.map((job) => triage(job, deps)));
  const due: Job[] = [];
  decided.forEach((result, index) => {
    const messageId = jobs[index]?.messageId ?? '';
    if (result.status === 'rejected') ends.set(messageId, Promise.reject(result.reason));
    else if (result.value.kind === 'end') ends.set(messageId, result.value.end);
    else due.push(result.value.job);
  });
  return due;
}

/** One site's share of the batch. */
export interface SiteJobs {
  readonly site: string;
  readonly targets: Extract<Routing, { kind: 'targets' }>['targets'];
  readonly jobs: Job[];
}

async function routeAll(jobs: readonly Job[], ends: Ends, deps: DeliverDeps): Promise<SiteJobs[]> {
  const routings = new Map<string, Promise<Routing>>();
  const sites = new Map<string, SiteJobs>();
  for (const job of jobs) {
    const domain = domainOf(job.copy.recipient);
    const pending = routings.get(domain) ?? route(domain, deps.settings, deps.lookUpMx, deps.random);
    routings.set(domain, pending);
    const routing = await pending;
    if (routing.kind === 'targets') {
      const site = sites.get(routing.site) ?? { site: routing.site, targets: routing.targets, jobs: [] };
      sites.set(routing.site, site);
      site.jobs.push(job);
    } else {
      ends.set(job.messageId, bookUnroutable(job, routing, deps));
    }
  }
  return [...sites.values()];
}

/** A null MX (RFC 7505) and a domain that does not exist are final without a connection; a failed look-up is not. */
function bookUnroutable(job: Job, routing: Exclude<Routing, { kind: 'targets' }>, deps: DeliverDeps): Promise<End> {
  const error =
    routing.kind === 'null-mx'
      ? '556 5.1.10 the domain takes no mail (null MX)'
      : routing.kind === 'no-such-domain'
        ? '550 5.1.2 the domain does not exist'
        : routing.error;
  const attempt = {
    job,
    site: routing.site,
    host: null,
    owner: null,
    reply: null,
    error,
    rule: routing.kind,
    kind: 'routing',
    inDoubt: false,
    attempted: routing.kind === 'dns-failed',
  };
  return routing.kind === 'dns-failed'
    ? bookDeferred(attempt, { retryAfterMs: 0 }, deps)
    : bookFinal(attempt, 'bounced', deps);
}

/** Waits for all bookings, with the batches of events and copies sent on their way. */
async function collect(
  jobs: readonly Job[],
  followers: ReadonlyMap<string, string>,
  pending: Ends,
  deps: DeliverDeps,
): Promise<Map<string, End>> {
  const ends = new Map<string, End>();
  await Promise.all(
    [...pending].map(async ([messageId, end]) => {
      try {
        ends.set(messageId, await end);
      } catch (error) {
        deps.log.error('an outcome could not be booked; SQS will deliver the copy again', { messageId, error });
      }
    }),
  );
  return new Map(jobs.map(({ messageId }) => [messageId, ends.get(followers.get(messageId) ?? messageId) ?? giveBack]));
}
