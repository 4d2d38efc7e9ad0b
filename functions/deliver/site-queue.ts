import type { Target } from '#shared/routing/site.ts';
import type { EgressPass } from './egress-pass.ts';
import type { Ends } from './ends.ts';
import type { End, Job } from './job.ts';

/** The jobs of one site: sessions take from it, give back what they did not attempt, and say how the others end. */
export interface SiteQueue {
  readonly length: number;
  /** How many jobs a session should ask for: less and less towards the end, so that sessions end together. */
  share(): number;
  take(count: number): Job[];
  giveBack(untouched: readonly Job[]): void;
  end(job: Job, end: Promise<End>): void;
}

/** A new connection takes about as long as a message: it is not opened for less than two. */
export const leastForConnection = 2;

/** What a session needs to know of its site. */
export interface SessionPlace {
  readonly site: string;
  readonly targets: readonly Target[];
  readonly queue: SiteQueue;
  readonly pass: EgressPass;
  /** What is granted later may find no time left to start. */
  readonly lastGrantMs: number;
  /** The session got on: what the bucket refused before it may grant now. */
  readonly wake: () => void;
}

export function createSiteQueue(jobs: readonly Job[], ends: Ends, sessions: () => number): SiteQueue {
  const waiting = [...jobs];
  return {
    get length() {
      return waiting.length;
    },
    share: () => Math.ceil(waiting.length / (2 * Math.max(1, sessions()))),
    take: (count) => waiting.splice(0, count),
    giveBack: (untouched) => {
      waiting.unshift(...untouched);
    },
    end: (job, end) => ends.set(job.messageId, end),
  };
}
