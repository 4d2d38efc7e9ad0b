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
  /** Connection slots: lease owner → when the lease ends if it is never released. */
  readonly slots: Readonly<Record<string, number>>;
  /** What the law's mode restricts is not granted before this time; a probe that is granted moves it on. */
  readonly blockedUntilMs: number;
  /** Messages accepted since `law.sinceMs`: what a rate is estimated from. */
  readonly accepted: number;
  /** Changes with `law`: a grant computed from an older law is refused. */
  readonly version: number;
  readonly law: Law;
}

export function initialState(nowMs: number): BucketState {
  return {
    tatUs: nowMs * 1000,
    nextMs: nowMs,
    slots: {},
    blockedUntilMs: 0,
    accepted: 0,
    version: 1,
    law: initialLaw(nowMs),
  };
}
