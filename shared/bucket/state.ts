import { initialLaw, type Law } from './law.ts';

/**
 * The limiter's item for one egress × site. Times are of the writer's clock, milliseconds since the epoch unless the name
 * says microseconds.
 */
export interface BucketState {
  /** GCRA's theoretical arrival time, µs: when the next message may start if everything granted so far starts on time. */
  readonly tatUs: number;
  /** The appointment cursor: the time given to the last refused block. Nothing is reserved by it. */
  readonly nextMs: number;
  /** The same for urgent lanes. */
  readonly urgentNextMs: number;
  /** Until then urgent mail waits in place for a slot, and other lanes make room. */
  readonly urgentUntilMs: number;
  /** Connection slots: lease owner → when the lease ends if it is never released. */
  readonly slots: Readonly<Record<string, number>>;
  /** What the law's mode restricts is not granted before this time; a probe that is granted moves it on. */
  readonly blockedUntilMs: number;
  /** Messages accepted since `law.sinceMs` or `busySinceMs`, whichever is later: what a rate is estimated from. */
  readonly accepted: number;
  /** The first grant after a long time without one. */
  readonly busySinceMs: number;
  /** The day that `dayMessages` counts, as 20261124; 0 where no daily cap was ever configured. */
  readonly day: number;
  /** Messages granted on that day, less those given back unused. */
  readonly dayMessages: number;
  /** Changes with `law`, `serviceMs` without a rate excepted: a grant computed from an older law is refused. */
  readonly version: number;
  readonly law: Law;
}

export function initialState(nowMs: number): BucketState {
  return {
    tatUs: nowMs * 1000,
    nextMs: nowMs,
    urgentNextMs: 0,
    urgentUntilMs: 0,
    slots: {},
    blockedUntilMs: 0,
    accepted: 0,
    busySinceMs: nowMs,
    day: 0,
    dayMessages: 0,
    version: 1,
    law: initialLaw(nowMs),
  };
}
