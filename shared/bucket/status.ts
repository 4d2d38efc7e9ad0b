import { type Appointed, appointed, goesFromMs } from './appointment.ts';
import type { FixedLimits } from './fixed-limits.ts';
import { messageSpacingMs, slotsOf } from './spacing.ts';
import type { Law } from './law.ts';
import type { BucketState } from './state.ts';

/** What an operator wants to know of one bucket. Null: not known, or none. */
export interface SiteStatus extends Pick<Law, 'mode' | 'cause' | 'taughtBy'> {
  /** Since when: a stop since it began, `careful` since the last refusal, `open` since the limits last changed by much. */
  readonly sinceMs: number;
  /** No message, or in `careful` no new connection, before this time. */
  readonly blockedUntilMs: number | null;
  /** Messages a second. */
  readonly rate: { readonly used: number | null; readonly limit: number | null; readonly ceiling: number | null };
  /** Connections; the ceiling is the smallest number that was refused. */
  readonly slots: { readonly used: number; readonly limit: number | null; readonly ceiling: number | null };
  readonly perConnection: number | null;
  /** Where a warm-up caps the day: what was granted of it, and when the next one begins. */
  readonly day: { readonly granted: number; readonly cap: number; readonly endsAtMs: number } | null;
  readonly taughtAtMs: number | null;
  readonly paced: Appointed;
  /** How long what is paced will take; as little a bound as its number is. */
  readonly etaMs: number | null;
}

/** A state as it was read at a time. */
export interface Look {
  readonly state: BucketState;
  readonly atMs: number;
}

/** What the state says; the rate that is used shows only between two looks. */
export function statusOf({ state, atMs: nowMs }: Look, limits: FixedLimits, earlier: Look | null = null): SiteStatus {
  const { law } = state;
  const paced = appointed(state, limits, nowMs);
  const waitMs = goesFromMs(state, limits, nowMs) - nowMs;
  return {
    mode: law.mode,
    cause: law.cause,
    sinceMs: sinceOf(law),
    blockedUntilMs: law.mode !== 'open' && state.blockedUntilMs > nowMs ? state.blockedUntilMs : null,
    rate: {
      used: earlier && usedRate(earlier, { state, atMs: nowMs }),
      limit: perSecond(Math.max(limits.intervalUs, law.intervalUs)),
      ceiling: perSecond(law.ceilingUs),
    },
    slots: {
      used: Object.values(state.slots).filter((untilMs) => untilMs >= nowMs).length,
      limit: Number.isFinite(limits.maxSlots) ? slotsOf(law, limits) : null,
      ceiling: law.slotCeiling,
    },
    perConnection: law.perConnection || null,
    day: limits.day
      ? {
          granted: state.day === limits.day.day ? state.dayMessages : 0,
          cap: limits.day.messages,
          endsAtMs: limits.day.endsAtMs,
        }
      : null,
    taughtBy: law.taughtBy,
    taughtAtMs: law.taughtBy === null ? null : law.taughtAtMs,
    paced,
    etaMs: paced.messages === 0 ? null : Math.round(waitMs + paced.messages * messageSpacingMs(state, limits, nowMs)),
  };
}

/** Null where the count of accepted messages began anew between the looks. */
function usedRate(earlier: Look, now: Look): number | null {
  const accepted = now.state.accepted - earlier.state.accepted;
  const isSameCycle = now.state.law.sinceMs === earlier.state.law.sinceMs && accepted >= 0;
  return isSameCycle && now.atMs > earlier.atMs ? (1000 * accepted) / (now.atMs - earlier.atMs) : null;
}

function perSecond(intervalUs: number): number | null {
  return intervalUs === 0 ? null : 1_000_000 / intervalUs;
}

function sinceOf(law: Law): number {
  switch (law.mode) {
    case 'open':
      return law.knownSinceMs;
    case 'careful':
      return law.refusedAtMs;
    case 'stopped':
      return law.stoppedAtMs;
  }
}
