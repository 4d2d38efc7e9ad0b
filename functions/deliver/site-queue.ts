import type { Grant } from '#shared/bucket/bucket.ts';
import type { Target } from '#shared/routing/site.ts';
import type { DeliverSettings } from './deps.ts';
import type { EgressPass } from './egress-pass.ts';
import type { Ends } from './ends.ts';
import type { End, Job } from './job.ts';

/** Jobs that go to the same hosts. */
export interface Way {
  /** In the order to try. */
  readonly targets: readonly Target[];
  readonly jobs: readonly Job[];
}

/** The jobs of one site. Their hosts may differ: a provider gives each of its customers hosts that know no other's recipients. */
export interface SiteQueue {
  readonly length: number;
  /** The jobs of the way that has waited longest; null where none waits. */
  front(): WayQueue | null;
  /** All that wait, whatever their way. */
  drain(): Job[];
  end(job: Job, end: Promise<End>): void;
}

/** The jobs of one way: sessions take from it, give back what they did not attempt, and say how the others end. */
export interface WayQueue {
  readonly targets: readonly Target[];
  readonly length: number;
  /** How many jobs a session should ask for: less and less towards the end, so that sessions end together. */
  share(): number;
  take(count: number): Job[];
  giveBack(untouched: readonly Job[]): void;
  end(job: Job, end: Promise<End>): void;
}

/** A new connection takes about as long as a message: it is not opened for less than two. */
export const leastForConnection = 2;

/**
 * Where neither a rate nor a cap is spent by it, a session asks for a whole block, and takes what waits message by message:
 * sessions end together, and each asking is a write.
 */
export function isFree(
  { intervalMs, day }: Pick<Grant, 'intervalMs' | 'day'>,
  { isEgressCapped }: Pick<DeliverSettings, 'isEgressCapped'>,
): boolean {
  return intervalMs === 0 && day === 0 && !isEgressCapped;
}

/** What a session needs to know of its site. */
export interface SessionPlace {
  readonly site: string;
  readonly queue: WayQueue;
  readonly pass: EgressPass;
  /** What is granted later may find no time left to start. */
  readonly lastGrantMs: number;
  /** The session got on: what the bucket refused before it may grant now. */
  readonly wake: () => void;
  /** The site takes connections. */
  readonly opened: () => void;
}

export function createSiteQueue(ways: readonly Way[], ends: Ends, sessions: () => number): SiteQueue {
  const end = (job: Job, how: Promise<End>) => ends.set(job.messageId, how);
  const total = () => queues.reduce((sum, { length }) => sum + length, 0);
  const queues: readonly WayQueue[] = ways.map(({ targets, jobs }) => {
    const waiting = [...jobs];
    return {
      targets,
      get length() {
        return waiting.length;
      },
      share: () => Math.ceil(total() / (2 * Math.max(1, sessions()))),
      take: (count) => waiting.splice(0, count),
      giveBack: (untouched) => {
        waiting.unshift(...untouched);
      },
      end,
    };
  });
  return {
    get length() {
      return total();
    },
    front: () => queues.find(({ length }) => length > 0) ?? null,
    drain: () => queues.flatMap((queue) => queue.take(queue.length)),
    end,
  };
}
