/** What a stage assumes of the world. All other times derive from T, the functions' time-out, so that they cannot drift apart. */
export interface StageTimes {
  /** How long a receiver may still count a connection whose sender died. */
  readonly deadConnectionMs: number;
  /** ε: the largest clock error between senders. */
  readonly clockErrorMs: number;
}

/** Receivers' usual idle time-out (RFC 5321 §4.5.3.2.7: 5 minutes), and far more than Lambda's clocks differ. */
export const deployedTimes: StageTimes = { deadConnectionMs: 300_000, clockErrorMs: 5_000 };

/** The local receivers see a killed process's sockets close at once, and there is one clock. */
export const localTimes: StageTimes = { deadConnectionMs: 1_000, clockErrorMs: 250 };

/** SQS: the visibility time-out is at most 12 hours, a message is kept for at most 14 days. */
export const maximumVisibilityTimeoutSeconds = 43_200;
export const queueRetentionDays = 14;

/**
 * AWS's rule for queues that feed Lambda: six times the function's time-out, so that throttled invocations can be tried
 * again before a message reappears, plus the batching window, in which messages are already in flight.
 */
export function visibilityTimeoutSeconds(functionTimeoutSeconds: number, batchingWindowSeconds: number): number {
  return 6 * functionTimeoutSeconds + batchingWindowSeconds;
}

/** No DATA is started with less of the invocation left (120 s of 300 s): the transfer, the reply, the settle and QUIT fit in. */
export function dataReserveMs(functionTimeoutSeconds: number): number {
  return functionTimeoutSeconds * 400;
}

/**
 * How a lane's concurrency is shared between the mappings of its queues. Fresh mail has three quarters; a retry queue full
 * of deferred mail cannot take them. Lambda allows no mapping less than 2.
 */
export function shareConcurrency(maximumConcurrency: number): { ready: number; retry: number } {
  const retry = Math.max(2, Math.floor(maximumConcurrency / 4));
  return { ready: Math.max(2, maximumConcurrency - retry), retry };
}

/**
 * Days that content stays in S3: until the last lane gives up, after a day that `sendAt` may postpone it, and while a dead
 * letter that needs it can still be put back.
 */
export function contentExpiryDays(longestGiveUpAfterMs: number): number {
  return 1 + Math.ceil(longestGiveUpAfterMs / 86_400_000) + queueRetentionDays;
}
