import type { Meter } from '../lambda/meter.ts';
import type { Buckets } from './bucket.ts';
import { everySite } from './every-site.ts';

/** Buckets whose sites' connections are measured when one more is asked for: how full their limit is. */
export function measureSlots(buckets: Buckets, meter: Meter, lane: string, now: () => number): Buckets {
  return {
    ...buckets,
    async acquire(site, request) {
      const answer = await buckets.acquire(site, request);
      const percent = site === everySite ? null : slotsInUsePercent(buckets, site, now());
      if (percent !== null) meter.observePeak('SlotsInUsePercent', percent, { lane, site });
      return answer;
    },
  };
}

/** Of those that may be open now, as this process last saw them; null of a site that was not met. One that is shut has none to give: 100. */
function slotsInUsePercent({ state, room }: Buckets, site: string, nowMs: number): number | null {
  const known = state(site);
  if (!known) return null;
  const used = Object.values(known.slots).filter((untilMs) => untilMs >= nowMs).length;
  const allowed = used + room(site);
  return allowed === 0 ? 100 : (100 * used) / allowed;
}
