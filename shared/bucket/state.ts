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
  /** Nothing is granted before this time. */
  readonly blockedUntilMs: number;
  /** Messages accepted since `law.sinceMs`: what a rate is estimated from. */
  readonly accepted: number;
  /** Changes with `law`: a grant computed from an older law is refused. */
  readonly version: number;
  readonly law: Law;
}

/** What the bucket has learned. */
export interface Law {
  /**
   * `open`: grants within the limits. `probing`: after a suspension one message on one connection at a time, until one is
   * accepted.
   */
  readonly mode: 'open' | 'probing';
  /** Connections that the receiver is believed to take. */
  readonly slotLimit: number;
  /** The smallest number of connections that was refused; null while none was. */
  readonly slotCeiling: number | null;
  /** A number of connections above the ceiling is tried at this time at the earliest. */
  readonly probeAtMs: number;
  readonly probeGapMs: number;
  /** The emission interval learned from rate refusals, µs a message; 0 while unknown. */
  readonly intervalUs: number;
  /** Start of the cycle from which a rate is estimated. */
  readonly sinceMs: number;
  /** How long the last suspension was; 0 when the last probe was accepted. */
  readonly holdMs: number;
  /** Why the bucket is probing. */
  readonly cause: 'connections' | 'rate' | 'busy' | null;
  /** Feedback from grants of an earlier epoch is about the past: it teaches nothing. */
  readonly epoch: number;
  /** Time on the wire per message, smoothed; what appointments are spaced by. */
  readonly serviceMs: number;
  /** What taught it last: `421 4.7.0 too many connections`, and when. */
  readonly taughtBy: string | null;
  readonly taughtAtMs: number;
}

/** A site that was never met: two connections, no rate, all else to be learned. */
export const initialSlotLimit = 2;

/** Never more connections to one site than this, unless a limit says so: what a cautious sender opens (ours; Postfix's default is 20). */
export const defaultMaxSlots = 20;

export function initialState(nowMs: number): BucketState {
  return {
    tatUs: nowMs * 1000,
    nextMs: nowMs,
    slots: {},
    blockedUntilMs: 0,
    accepted: 0,
    version: 1,
    law: {
      mode: 'open',
      slotLimit: initialSlotLimit,
      slotCeiling: null,
      probeAtMs: 0,
      probeGapMs: firstProbeGapMs,
      intervalUs: 0,
      sinceMs: nowMs,
      holdMs: 0,
      cause: null,
      epoch: 1,
      serviceMs: 0,
      taughtBy: null,
      taughtAtMs: 0,
    },
  };
}

/** First wait before one more connection than the ceiling is tried; doubles with each failure. */
export const firstProbeGapMs = 10_000;
