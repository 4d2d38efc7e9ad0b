/** What the bucket has learned of its receiver. Changes only together with the bucket's `version`. */
export interface Law {
  /**
   * `open`: grants within the limits. `careful`: connections that live go on, new ones open one at a time, with one message.
   * `stopped`: nothing goes on but one message on one connection at a time.
   */
  readonly mode: 'open' | 'careful' | 'stopped';
  /** Why it is not open. */
  readonly cause: RefusalKind | null;
  /** How long the last wait before a probe was, ms; 0 while open. */
  readonly holdMs: number;
  /** When the stop began, and when the last message was refused in it. */
  readonly stoppedAtMs: number;
  readonly refusedAtMs: number;
  /** Feedback from grants of an earlier epoch is about the past: it teaches nothing about the present. */
  readonly epoch: number;

  /** Connections that the receiver is believed to take. */
  readonly slotLimit: number;
  /** The smallest number of connections that was refused; null while none was. */
  readonly slotCeiling: number | null;
  /** One connection above `slotLimit` is tried at this time at the earliest, where the ceiling stands in the way. */
  readonly probeAtMs: number;
  readonly probeGapMs: number;

  /** The emission interval learned from rate refusals, µs a message; 0 while unknown. */
  readonly intervalUs: number;
  /** The interval before the last raise, µs: what to return to if that is refused. 0 where no raise is on trial. */
  readonly safeUs: number;
  /** The interval at which messages were refused, µs: a rate known to be too high. 0 while unknown. */
  readonly ceilingUs: number;
  /** About how long the receiver's window is, ms: from the start of a cycle until it took mail again. */
  readonly windowMs: number;
  /** Start of the cycle from which a rate is estimated. */
  readonly sinceMs: number;
  /** The rate is raised at this time at the earliest. */
  readonly raiseAtMs: number;
  readonly raiseGapMs: number;
  /** By how much the last raise above the ceiling went, in percent; 0 where the last change was none such. */
  readonly raisePercent: number;

  /** Messages that the receiver takes on one connection; 0 while unknown. */
  readonly perConnection: number;
  /** After how many messages a connection was last used up: the same twice is a limit. */
  readonly usedUpAfter: number;

  /** Time on the wire per message, smoothed; what appointments are spaced by. */
  readonly serviceMs: number;
  /** Since when the limits are about what they are: how far appointments may reach. */
  readonly knownSinceMs: number;
  /** What taught it last: `421 4.7.0 too many connections`, and when. */
  readonly taughtBy: string | null;
  readonly taughtAtMs: number;
}

/**
 * `messages`: connections are taken, message after message is not, and no reply says why. `shut`: the site takes nothing of
 * this egress for a time, or until a human acts.
 */
export type RefusalKind = 'connections' | 'rate' | 'busy' | 'messages' | 'shut';

/** A site that was never met: two connections, no rate, all else to be learned. */
export const initialSlotLimit = 2;

/** Never more connections to one site than this, unless a limit says so: what a cautious sender opens (Postfix's default is 20). */
export const defaultMaxSlots = 20;

/** First wait before one more connection than the ceiling is tried, ms; doubles with each failure. */
export const firstProbeGapMs = 10_000;

/** First wait before the rate is raised, ms; doubles with each failure. */
export const firstRaiseGapMs = 10_000;

export function initialLaw(nowMs: number): Law {
  return {
    mode: 'open',
    cause: null,
    holdMs: 0,
    stoppedAtMs: 0,
    refusedAtMs: 0,
    epoch: 1,
    slotLimit: initialSlotLimit,
    slotCeiling: null,
    probeAtMs: 0,
    probeGapMs: firstProbeGapMs,
    intervalUs: 0,
    safeUs: 0,
    ceilingUs: 0,
    windowMs: 0,
    sinceMs: nowMs,
    raiseAtMs: 0,
    raiseGapMs: firstRaiseGapMs,
    raisePercent: 0,
    perConnection: 0,
    usedUpAfter: 0,
    serviceMs: 0,
    knownSinceMs: nowMs,
    taughtBy: null,
    taughtAtMs: 0,
  };
}
