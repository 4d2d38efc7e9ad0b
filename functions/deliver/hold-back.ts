import type { DeliverDeps } from './deps.ts';
import type { Ends } from './ends.ts';
import type { End, Job } from './job.ts';
import { putBack } from './put-back.ts';
import type { SiteJobs } from './route-jobs.ts';

/** Mail that was held comes back over this time at most, ms, not all at once. */
const maxSpreadMs = 600_000;

/** A key that cannot be used is put right by a human; by then the mail may look again. */
const unsignableMs = 5 * 60_000;

/** The end of a copy whose From-domain is held, to come again when the hold is over, or cannot be signed; null where it may go. */
export async function holdBack(job: Job, site: string, deps: DeliverDeps): Promise<{ end: Promise<End> } | null> {
  return (await holdDomain(job, site, deps)) ?? holdUnsigned(job, site, deps);
}

async function holdDomain(job: Job, site: string, deps: DeliverDeps): Promise<{ end: Promise<End> } | null> {
  const hold = await deps.holds.of(job.copy.fromDomain, site);
  if (!hold) return null;
  deps.meter.count('Paced', 1, { lane: deps.settings.lane, site });
  const atMs = hold.untilMs + Math.min(hold.lengthMs, maxSpreadMs) * deps.random();
  return { end: putBack(job, 'ready', atMs, site, deps) };
}

/** The jobs of a site whose From-domains are not held there: found before anything is asked of its bucket. */
export async function withoutHeld(routed: SiteJobs, ends: Ends, deps: DeliverDeps): Promise<SiteJobs> {
  const held = await Promise.all(routed.jobs.map((job) => holdDomain(job, routed.site, deps)));
  routed.jobs.forEach((job, index) => {
    const end = held[index]?.end;
    if (end) ends.set(job.messageId, end);
  });
  return { ...routed, jobs: routed.jobs.filter((_, index) => !held[index]) };
}

/** Mail of a domain that has a key is never sent without its signature: it waits, unattempted. */
async function holdUnsigned(job: Job, site: string, deps: DeliverDeps): Promise<{ end: Promise<End> } | null> {
  const found = await deps.findSigningKey(job.copy.fromDomain);
  if (found.kind !== 'fault') return null;
  deps.meter.count('Unsignable', 1, { lane: deps.settings.lane });
  return { end: putBack(job, 'ready', deps.clock.now() + unsignableMs * (1 + deps.random()), site, deps) };
}
