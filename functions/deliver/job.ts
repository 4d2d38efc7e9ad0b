import type { LedgerRecord } from '#shared/ledger/record.ts';
import type { DeliveryCopy } from '#shared/mail/delivery.ts';

/** One copy on its way through an invocation, with the SQS message that it came in. */
export interface Job {
  readonly copy: DeliveryCopy;
  readonly messageId: string;
  /** The ledger's record at pickup; null where the delivery was never attempted. */
  readonly record: LedgerRecord | null;
}

/**
 * What becomes of an SQS message. It is acked only after a final settle, a durable successor, or proof that it is stale;
 * else it is given back, and SQS delivers it again: after `visibleAtMs` where that is given, else after its visibility time-out.
 */
export type End = { readonly kind: 'ack' } | { readonly kind: 'give-back'; readonly visibleAtMs?: number };

export const ack: End = { kind: 'ack' };
export const giveBack: End = { kind: 'give-back' };
