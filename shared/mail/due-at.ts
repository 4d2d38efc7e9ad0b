import type { DeliveryCopy } from './delivery.ts';

/**
 * Since when a delivery waits, ms since the epoch: its acceptance or, where `sendAt` came later, that time, which its give-up
 * time was reckoned from. `giveUpAfterMs`: the lane's.
 */
export function dueAtMs(
  { acceptedAtMs, expiresAtMs }: Pick<DeliveryCopy, 'acceptedAtMs' | 'expiresAtMs'>,
  giveUpAfterMs: number,
): number {
  return Math.max(acceptedAtMs, expiresAtMs - giveUpAfterMs);
}
