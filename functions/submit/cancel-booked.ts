import { deliveryId } from '#shared/mail/delivery.ts';
import type { SubmitDeps } from './deps.ts';

/** A submission that comes again, with recipients that get no copy this time. */
export interface Dropped {
  readonly fromDomain: string;
  readonly submissionId: string;
  readonly recipients: readonly string[];
  readonly lane: string;
  readonly acceptedAtMs: number;
  readonly reason: string;
}

/**
 * Ends deliveries that an earlier, failed try of this message may have booked as accepted and that are now refused or
 * suppressed (the list, the sender's right or an S3 object changed meanwhile): without an outcome they would count as lost.
 * What is already being sent, or final, stays as it is.
 */
export async function cancelBooked(
  { fromDomain, submissionId, recipients, lane, acceptedAtMs, reason }: Dropped,
  { ledger, clock }: Pick<SubmitDeps, 'ledger' | 'clock'>,
): Promise<void> {
  const nowMs = clock.now();
  const note = {
    atMs: nowMs,
    attempt: 0,
    host: null,
    reply: null,
    error: reason,
    rule: 'withdrawn',
    kind: 'withdrawn',
  };
  await Promise.all(
    recipients.map((recipient) =>
      ledger.settle(
        {
          id: deliveryId(fromDomain, submissionId, recipient),
          generation: 1,
          attempts: 0,
          lane,
          site: '',
          acceptedAtMs,
          notes: [note],
        },
        { to: 'cancelled', addDoubt: false },
        { owner: null, nowMs },
      ),
    ),
  );
}
