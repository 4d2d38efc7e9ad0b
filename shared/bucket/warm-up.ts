import type { DayCap } from './day-cap.ts';
import { createLocalDays, dayIndexOf, dayNumber } from './local-day.ts';
import { type CapsConfig, statesNoCaps, type WarmUpConfig } from './warm-up-config.ts';

/** What may be sent on the day of this time, epoch ms; null where nothing caps it (any more). */
export type CapOfDay = (nowMs: number) => DayCap | null;

/** The caps of an egress: over all sites together, and of each site. */
export interface WarmUp {
  readonly total: CapOfDay;
  /** Of a site that the warm-up does not name: no cap. */
  site(site: string, nowMs: number): DayCap | null;
}

/** The caps of one schedule, with its first day and its zone. */
export interface Schedule extends CapsConfig {
  readonly startDate: string;
  readonly timeZone: string;
}

const uncapped: CapOfDay = () => null;

/** The caps of an egress's warm-up, to be made once a process. */
export function createWarmUp(config: WarmUpConfig | undefined): WarmUp {
  if (!config) return { total: uncapped, site: () => null };
  const { sites: configured = {}, ...total } = config;
  const { startDate, timeZone } = config;
  const sites = new Map(
    Object.entries(configured).map(([site, own]) => {
      const schedule = { ...own, startDate: own.startDate ?? startDate, timeZone: own.timeZone ?? timeZone };
      return [site, createCapOfDay(schedule)] as const;
    }),
  );
  return { total: createCapOfDay(total), site: (site, nowMs) => (sites.get(site) ?? uncapped)(nowMs) };
}

/**
 * A schedule's caps. A day on which nothing was sent counts like any other: the calendar moves the schedule on, not the mail.
 * The day is computed once and remembered, so that asking again costs two comparisons.
 */
export function createCapOfDay(schedule: Schedule): CapOfDay {
  if (statesNoCaps(schedule)) return uncapped;
  const dayOf = createLocalDays(schedule.timeZone);
  const startIndex = dayIndexOf(schedule.startDate);
  let last: { readonly endsAtMs: number; readonly startsAtMs: number; readonly cap: DayCap | null } | null = null;
  return (nowMs) => {
    if (last && nowMs >= last.startsAtMs && nowMs < last.endsAtMs) return last.cap;
    const { index, startsAtMs, endsAtMs } = dayOf(nowMs);
    const messages = messagesOn(schedule, Math.max(0, index - startIndex));
    last = { startsAtMs, endsAtMs, cap: messages === null ? null : { day: dayNumber(index), messages, endsAtMs } };
    return last.cap;
  };
}

/** The cap of the schedule's day `n`, the first being 0; null after its last. */
function messagesOn({ dailyCaps, firstDay, growth, until }: Schedule, n: number): number | null {
  if (dailyCaps) return dailyCaps[n] ?? null;
  if (firstDay === undefined || growth === undefined || until === undefined) return null;
  const messages = Math.round(firstDay * growth ** n);
  return messages < until ? messages : null;
}
