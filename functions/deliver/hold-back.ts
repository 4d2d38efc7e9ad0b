import { maxDelaySeconds } from '#shared/adapters/sqs-sender.ts';
import type { DeliverDeps } from './deps.ts';
import type { Ends } from './ends.ts';
import type { End, Job } from './job.ts';
import { putBack } from './put-back.ts';
import type { SiteJobs } from './route-jobs.ts';

/** Mail that was held comes back over this time at most, ms, not all at once. */
const maxSpreadMs = 600_000;

/** A key that cannot be used is put right by a human; by then the mail may look again. */
const unsignableMs = 5 * 60_000;

/** A fault of ours may be gone by then; a secret that could not be read is not asked for before, ms. */
const ourFaultMs = 60_000;

/**
 * When mail that waits for a hold comes again: spread over some time after its end, but never later than one hop from now, since a
 * human may end it at any time.
 */
export function afterHold(untilMs: number, lengthMs: number, { clock, random }: Pick<DeliverDeps, 'clock' | 'random'>) {
  return Math.min(untilMs + Math.min(lengthMs, maxSpreadMs) * random(), clock.now() + maxDelaySeconds * 1000);
}

/**
 * The end of a copy whose egress is stopped or whose From-domain is held, to come again when that is over, or that cannot be
 * signed; null where it may go.
 */
export async function holdBack(job: Job, site: string, deps: DeliverDeps): Promise<{ end: Promise<End> } | null> {
  const other = (await holdDomain(job, site, deps)) ?? (await holdUnsigned(job, site, deps));
  // Last, since what waits for another reason cannot be the one that tries.
  return other ?? holdEgress(job, site, deps);
}

async function holdEgress(job: Job, site: string, deps: DeliverDeps): Promise<{ end: Promise<End> } | null> {
  const untilMs = await deps.egressStop.waitsUntil(job.copy.id);
  return untilMs === null ? null : held(job, site, afterHold(untilMs, maxSpreadMs, deps), deps);
}

async function holdDomain(job: Job, site: string, deps: DeliverDeps): Promise<{ end: Promise<End> } | null> {
  const hold = await deps.holds.of(job.copy.fromDomain, site);
  return hold && held(job, site, afterHold(hold.untilMs, hold.lengthMs, deps), deps);
}

/**
 * The end of a copy that was not attempted for a fault of ours, such as a login that cannot be read: it comes again without an
 * attempt being counted, and not at once with all others.
 */
export function waitForUs(job: Job, site: string, deps: DeliverDeps): Promise<End> {
  return unsendable(job, site, ourFaultMs, deps);
}

/** It is counted apart from what waits for limits: time does not cure it. */
function unsendable(job: Job, site: string, waitMs: number, deps: DeliverDeps): Promise<End> {
  deps.meter.count('Unsendable', 1, { lane: deps.settings.lane });
  return putBack(job, 'ready', deps.clock.now() + waitMs * (1 + deps.random()), site, deps);
}

function held(job: Job, site: string, atMs: number, deps: DeliverDeps): { end: Promise<End> } {
  deps.meter.count('Paced', 1, { lane: deps.settings.lane, site });
  return { end: putBack(job, 'ready', atMs, site, deps) };
}

/** The jobs of a site whose From-domains are not held there: found before anything is asked of its bucket. */
export async function withoutHeld({ site, ways }: SiteJobs, ends: Ends, deps: DeliverDeps): Promise<SiteJobs> {
  const free = async (job: Job) => {
    const held = await holdDomain(job, site, deps);
    if (held) ends.set(job.messageId, held.end);
    return held ? [] : [job];
  };
  const left = ways.map(async (way) => ({ ...way, jobs: (await Promise.all(way.jobs.map(free))).flat() }));
  return { site, ways: await Promise.all(left) };
}

/** Mail of a domain that has a key is never sent without its signature: it waits, unattempted. */
async function holdUnsigned(job: Job, site: string, deps: DeliverDeps): Promise<{ end: Promise<End> } | null> {
  const found = await deps.findSigningKey(job.copy.fromDomain);
  return found.kind === 'fault' ? { end: unsendable(job, site, unsignableMs, deps) } : null;
}
