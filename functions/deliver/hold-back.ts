import type { DeliverDeps } from './deps.ts';
import type { End, Job } from './job.ts';
import { putBack } from './put-back.ts';

/** Mail that was held comes back over this time at most, ms, not all at once. */
const maxSpreadMs = 600_000;

/** The end of a copy whose From-domain is held, to come again when the hold is over; null where it is not held. */
export async function holdBack(job: Job, site: string, deps: DeliverDeps): Promise<{ end: Promise<End> } | null> {
  const hold = await deps.holds.of(job.copy.fromDomain);
  if (!hold) return null;
  deps.meter.count('Paced', 1, { lane: deps.settings.lane, site });
  const atMs = hold.untilMs + Math.min(hold.lengthMs, maxSpreadMs) * deps.random();
  return { end: putBack(job, 'ready', atMs, site, deps) };
}
