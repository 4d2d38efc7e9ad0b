import { domainOf } from '#shared/mail/delivery.ts';
import { reachable } from '#shared/routing/reachable.ts';
import { route, type Routing, type Target } from '#shared/routing/site.ts';
import { consequences, type Unroutable } from '#shared/routing/unroutable.ts';
import { createTurnstile } from '#shared/turnstile.ts';
import { bookDeferred, bookFinal } from './book.ts';
import type { DeliverDeps } from './deps.ts';
import type { Ends } from './ends.ts';
import type { End, Job } from './job.ts';
import { putBack } from './put-back.ts';
import type { Way } from './site-queue.ts';

/** One site's share of a batch. */
export interface SiteJobs {
  readonly site: string;
  readonly ways: readonly Way[];
}

/** A domain for which DNS does not answer must not keep the others waiting; its answer is cached when it comes. */
const oneLookUpMs = 1_000;
const allLookUpsMs = 3_000;
/** Then it comes again, unattempted, after this: by then the resolver may know. Where it does not, that is a failed look-up. */
const lookUpAgainMs = 30_000;
const noAnswer = 'DNS: no answer in time';
/** Route 53 Resolver takes 1,024 packets a second from one network interface (VPC quotas). */
const parallelLookUps = 50;

/** Groups jobs by site. What goes nowhere is booked, what DNS leaves open is put back. */
export async function routeJobs(jobs: readonly Job[], ends: Ends, deps: DeliverDeps): Promise<SiteJobs[]> {
  const routings = await lookUpAll(new Set(jobs.map(({ copy }) => domainOf(copy.recipient))), deps);
  const sites = new Map<string, Map<string, { targets: readonly Target[]; jobs: Job[] }>>();
  for (const job of jobs) {
    const routing = routings.get(domainOf(job.copy.recipient));
    if (routing?.kind === 'targets') {
      const ways = sites.get(routing.site) ?? new Map<string, { targets: readonly Target[]; jobs: Job[] }>();
      sites.set(routing.site, ways);
      const hosts = routing.targets
        .map(({ host, port }) => `${host}:${port}`)
        .sort()
        .join();
      const way = ways.get(hosts) ?? { targets: routing.targets, jobs: [] };
      ways.set(hosts, way);
      way.jobs.push(job);
    } else if (routing && (routing.error !== noAnswer || job.copy.hops > 0)) {
      ends.set(job.messageId, bookUnroutable(job, routing, deps));
    } else {
      const again = deps.clock.now() + lookUpAgainMs;
      ends.set(job.messageId, putBack(job, 'ready', again, domainOf(job.copy.recipient), deps));
    }
  }
  return [...sites].map(([site, ways]) => ({ site, ways: [...ways.values()] }));
}

/** The routing of each domain whose turn came in time, with the hosts that can be reached. */
async function lookUpAll(domains: ReadonlySet<string>, deps: DeliverDeps): Promise<ReadonlyMap<string, Routing>> {
  const found = new Map<string, Routing>();
  const inTurn = createTurnstile(parallelLookUps);
  const timeUp = new AbortController();
  const all = Promise.allSettled(
    [...domains].map((domain) =>
      inTurn(async () => {
        if (timeUp.signal.aborted) return;
        const answered = new AbortController();
        const answer = route(domain, deps.settings, deps.lookUpMx, deps.random)
          .then((routing) => reachable(routing, deps.lookUpAddresses))
          .then((routing) => {
            if (!timeUp.signal.aborted) found.set(domain, routing);
            answered.abort();
          });
        await Promise.race([answer, deps.clock.sleep(oneLookUpMs, answered.signal)]);
        if (!found.has(domain)) found.set(domain, { kind: 'dns-failed', site: domain, error: noAnswer });
      }),
    ),
  );
  await Promise.race([all, deps.clock.sleep(allLookUpsMs, timeUp.signal)]);
  timeUp.abort();
  return found;
}

/** What DNS states is final without a connection; a failed look-up is not. */
function bookUnroutable(job: Job, { kind, site, error }: Unroutable, deps: DeliverDeps): Promise<End> {
  const { outcome, status } = consequences[kind];
  const attempt = {
    job,
    site,
    host: null,
    owner: null,
    reply: null,
    error: `${status} ${error}`,
    rule: kind,
    kind: 'routing',
    inDoubt: false,
    attempted: outcome === 'defer',
  };
  return outcome === 'defer' ? bookDeferred(attempt, { retryAfterMs: 0 }, deps) : bookFinal(attempt, 'bounced', deps);
}
