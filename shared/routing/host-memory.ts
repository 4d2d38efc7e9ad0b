import { createBoundedMap } from '../bounded-map.ts';
import type { Target } from './site.ts';

/** A host that gave no connection is tried after the others for so long: Postfix's minimal_backoff_time, ms. */
const failedMs = 300_000;
/** Hosts remembered: a megabyte. */
const maxHosts = 10_000;

/**
 * What this process has met at single hosts. It is forgotten with the process, and no other knows it: what is about a whole
 * site is the bucket's.
 */
export interface HostMemory {
  /** It took no connection: for a while it is the last to be tried. */
  failed(host: string): void;
  /** It asked to be left alone, and said nothing of its site's other hosts: it is not tried until then. */
  asked(host: string, untilMs: number): void;
  worked(host: string): void;
  /**
   * The hosts to try, in order: those that nothing is held against, then those that failed. One that asked to be left alone is
   * there only where all did: the one whose time is up first.
   */
  order(targets: readonly Target[]): Target[];
  /** Whether one of them did not ask to be left alone. */
  isAnyOpen(targets: readonly Target[]): boolean;
}

interface Entry {
  readonly untilMs: number;
  readonly isAsked: boolean;
}

export function createHostMemory(now: () => number): HostMemory {
  const entries = createBoundedMap<Entry>(maxHosts);

  function entryOf({ host }: Target): Entry | null {
    const entry = entries.get(host);
    return entry && entry.untilMs > now() ? entry : null;
  }

  return {
    failed: (host) => entries.set(host, { untilMs: now() + failedMs, isAsked: false }),
    asked: (host, untilMs) => entries.set(host, { untilMs, isAsked: true }),
    worked: entries.delete,
    isAnyOpen: (targets) => targets.some((target) => !entryOf(target)?.isAsked),
    order(targets) {
      const known = targets.map((target) => ({ target, entry: entryOf(target) }));
      const open = known.filter(({ entry }) => !entry?.isAsked);
      // Stable: within each group the order of preference stays.
      if (open.length > 0) return open.sort((a, b) => rank(a.entry) - rank(b.entry)).map(({ target }) => target);
      const [soonest] = known.sort((a, b) => (a.entry?.untilMs ?? 0) - (b.entry?.untilMs ?? 0));
      return soonest ? [soonest.target] : [];
    },
  };
}

function rank(entry: Entry | null): number {
  return entry ? 1 : 0;
}
