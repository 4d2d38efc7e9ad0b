import type { Clock } from '../clock.ts';
import type { Log } from '../lambda/log.ts';
import type { Buckets } from './bucket.ts';
import { type LimitTable, parseLimits } from './limits.ts';

/** Limits that were set while the fleet runs, as they are stored: site → texts that `parseLimits` reads. */
export type LiveEntries = Readonly<Record<string, readonly string[]>>;

export interface Overlay {
  readonly table: LimitTable;
  /** Entries that cannot be read, and why: they are ignored. */
  readonly faults: readonly { readonly site: string; readonly fault: string }[];
}

/** Live entries over configured ones. A live entry replaces all that is configured for its site. */
export function overlay(configured: LimitTable, live: LiveEntries): Overlay {
  const table: LimitTable = { ...configured };
  const faults: { site: string; fault: string }[] = [];
  for (const [site, texts] of Object.entries(live)) {
    try {
      table[site] = parseLimits(texts);
    } catch (error) {
      faults.push({ site, fault: error instanceof Error ? error.message : String(error) });
    }
  }
  return { table, faults };
}

/** The limits in force in one process. */
export interface LiveLimits {
  /** Reads what was set, unless that was done just now. Never fails: then what is known stays in force. */
  refresh(): Promise<void>;
  table(): LimitTable;
}

/** A process reads at most once in so long. With the store's own delay a changed limit is in force everywhere within 30 s. */
const readEveryMs = 15_000;

export function createLiveLimits(
  read: () => Promise<LiveEntries>,
  configured: LimitTable,
  clock: Pick<Clock, 'now'>,
  log: Pick<Log, 'warn'>,
): LiveLimits {
  let table = configured;
  let lastSeen = JSON.stringify({});
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;

  async function readOnce(): Promise<void> {
    readAtMs = clock.now();
    let live: LiveEntries;
    try {
      live = await read();
    } catch (error) {
      log.warn('the live limits could not be read; what was known of them stays in force', { error });
      return;
    }
    // One warning for each change, not one for each look.
    const seen = JSON.stringify(live);
    if (seen === lastSeen) return;
    lastSeen = seen;
    const next = overlay(configured, live);
    table = next.table;
    for (const { site, fault } of next.faults) log.warn('a live limit cannot be read and is ignored', { site, fault });
  }

  return {
    async refresh() {
      const ageMs = clock.now() - readAtMs;
      // A clock that ran back says nothing of the age.
      const isRecent = ageMs >= 0 && ageMs < readEveryMs;
      if (!reading && isRecent) return;
      reading ??= readOnce().finally(() => {
        reading = null;
      });
      await reading;
    },
    table: () => table,
  };
}

/** An invocation may last for minutes: what was set meanwhile holds from its next grant on. */
export function underLiveLimits(buckets: Buckets, liveLimits: Pick<LiveLimits, 'refresh'>): Buckets {
  return {
    ...buckets,
    async acquire(site, request) {
      await liveLimits.refresh();
      return buckets.acquire(site, request);
    },
  };
}
