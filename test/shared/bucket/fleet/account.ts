import type { Grant } from '#shared/bucket/bucket.ts';
import type { BucketState } from '#shared/bucket/state.ts';
import type { FleetPlan } from './plan.ts';

/** What the senders were granted, as a receiver with the true clock, and whoever counts the days, would see it. */
export function createAccount({ limits, clockErrorsMs, dayCap }: FleetPlan) {
  const fastestUs = Math.min(...limits.map(({ intervalUs }) => intervalUs));
  const spreadMs = Math.max(...clockErrorsMs.flat().map(Math.abs));
  /** Live leases by owner: the true time at which the holder stops using it for sure, and the limit that it was asked under. */
  const held = new Map<string, { readonly untilMs: number; readonly maxSlots: number }>();
  const starts: number[] = [];
  /** By day: granted and not told to be unused; and granted in answers that were lost. */
  const counted = new Map<number, number>();
  const lostOf = new Map<number, number>();
  const add = (to: Map<number, number>, day: number, messages: number) => to.set(day, (to.get(day) ?? 0) + messages);

  return {
    now(trueMs: number): void {
      for (const [owner, { untilMs }] of held) if (untilMs < trueMs) held.delete(owner);
    },
    granted({ day, messages, startAtMs, intervalMs }: Grant, errorMs: number): string | null {
      for (let nth = 0; nth < messages; nth++) starts.push(startAtMs + nth * intervalMs - errorMs);
      add(counted, day, messages);
      const sum = counted.get(day) ?? 0;
      return dayCap !== null && sum > dayCap ? `${sum} messages on a day of ${dayCap}` : null;
    },
    holds(owner: string, untilMs: number, maxSlots: number, trueMs: number): string | null {
      held.set(owner, { untilMs, maxSlots });
      const live = [...held.values()].filter((lease) => lease.untilMs >= trueMs);
      const most = Math.max(...live.map((lease) => lease.maxSlots));
      return live.length > most ? `${live.length} leases of ${most}` : null;
    },
    left: (owner: string) => held.delete(owner),
    unused: ({ day, messages }: { day: number; messages: number }) => add(counted, day, -messages),
    lost(before: BucketState | null, after: BucketState): void {
      const had = before?.day === after.day ? before.dayMessages : 0;
      add(lostOf, after.day, after.dayMessages - had);
    },
    /** No more starts than the rate allows; and the day's count is that of what was granted. */
    conclude(state: BucketState | null): string | null {
      if (state && dayCap !== null) {
        const excess = state.dayMessages - (counted.get(state.day) ?? 0);
        if (excess < 0) return `${-excess} messages are not counted for their day`;
        if (excess > (lostOf.get(state.day) ?? 0)) return `${excess} messages are counted and not granted`;
      }
      return fastestUs > 0 ? tooFast(starts, fastestUs / 1000, spreadMs) : null;
    },
  };
}

/** In every window no more starts than burst (one) + rate × (w + 2 ε). */
function tooFast(starts: readonly number[], intervalMs: number, errorMs: number): string | null {
  const sorted = starts.toSorted((a, b) => a - b);
  for (let from = 0; from < sorted.length; from++) {
    for (let to = from; to < sorted.length; to++) {
      const windowMs = (sorted[to] ?? 0) - (sorted[from] ?? 0);
      const allowed = Math.floor(1 + (windowMs + 2 * errorMs) / intervalMs + 1e-3);
      if (to - from + 1 > allowed) return `${to - from + 1} starts in ${windowMs} ms, ${allowed} allowed`;
    }
  }
  return null;
}
