import { everySite } from './every-site.ts';
import type { DayCap } from './day-cap.ts';
import type { FixedLimits } from './fixed-limits.ts';
import { type LimitTable, parseRate } from './limits.ts';
import { siteLimits } from './site-limits.ts';
import { createWarmUp } from './warm-up.ts';
import { statesNoCaps } from './warm-up-config.ts';
import type { Egress } from '../routing/egress.ts';

/** What an egress may do over all sites together; absent: not limited. */
export interface EgressTotal {
  readonly connections?: number | undefined;
  readonly rate?: string | undefined;
}

/**
 * The total as a bucket's limits. A slot of this bucket is an invocation with `maxSessions` sessions, as many in all lanes of the
 * egress: connections are counted in such bundles, rounded down, so that the item stays small.
 */
export function egressLimits(total: EgressTotal, day: DayCap | undefined, maxSessions: number): FixedLimits {
  const rate = total.rate === undefined ? null : parseRate(total.rate);
  const slots =
    total.connections === undefined ? Infinity : Math.floor(total.connections / sessionsOf(total, maxSessions));
  return {
    maxSlots: slots,
    isTold: true,
    intervalUs: rate === null ? 0 : Math.ceil((rate.perMs * 1000) / rate.messages),
    messagesPerConnection: Number.MAX_SAFE_INTEGER,
    isTotal: true,
    day,
  };
}

/** Sessions that one invocation may open at once. */
export function sessionsOf(total: EgressTotal, maxSessions: number): number {
  return Math.min(maxSessions, total.connections ?? maxSessions);
}

/** What holds at the sites of an egress, and for all of them together. */
export interface EgressLimits {
  /** Now, at a site or at `everySite`. */
  of(site: string): FixedLimits;
  /** The egress has a cap in total. */
  readonly isCapped: boolean;
  /** Sessions that one invocation may open at once. */
  readonly maxSessions: number;
}

export function createEgressLimits(
  { limits: total = {}, warmUp: schedule }: Egress,
  table: () => LimitTable,
  maxSessions: number,
  now: () => number,
): EgressLimits {
  const warmUp = createWarmUp(schedule);
  return {
    of: (site) =>
      site === everySite
        ? egressLimits(total, warmUp.total(now()) ?? undefined, maxSessions)
        : { ...siteLimits(site, table()), day: warmUp.site(site, now()) ?? undefined },
    isCapped: Object.keys(total).length > 0 || (schedule !== undefined && !statesNoCaps(schedule)),
    maxSessions: sessionsOf(total, maxSessions),
  };
}
