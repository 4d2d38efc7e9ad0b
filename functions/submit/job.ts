import type { Fault } from '#shared/mail/fault.ts';
import type { ContentReference, DeliveryCopy } from '#shared/mail/delivery.ts';
import type { Submission } from '#shared/mail/parsed.ts';
import type { Suppression } from '#shared/mail/suppression.ts';
import type { LaneEntry } from './deps.ts';

/** One message of the submit queue. */
export interface Incoming {
  readonly messageId: string;
  readonly body: string;
  /** Who called SendMessage: the attribute SenderId, which SQS sets. */
  readonly senderId: string;
  /** When: the attribute SentTimestamp. The same at every redelivery, and so are the results that depend on it. */
  readonly sentAtMs: number;
  /** SQS delivers it again: an earlier try may have booked its deliveries. */
  readonly isRedelivered: boolean;
}

export interface Refused {
  readonly kind: 'refused';
  readonly messageId: string;
  readonly body: string;
  /**
   * Set where an earlier try of this message may have booked its deliveries, of this From domain: they are cancelled. Null for a
   * message that may not be of that domain at all.
   */
  readonly withdraws: { readonly fromDomain: string; readonly acceptedAtMs: number } | null;
  readonly faults: readonly [Fault, ...Fault[]];
  /** The submission's id where it could be read, else the SQS message's. */
  readonly reference: string;
  readonly sender: string | null;
  readonly recipients: readonly string[];
}

export interface Accepted {
  readonly kind: 'accepted';
  readonly messageId: string;
  readonly isRedelivered: boolean;
  readonly acceptedAtMs: number;
  readonly submission: Submission;
  readonly fromDomain: string;
  readonly lane: LaneEntry;
  readonly content: ContentReference;
}

/** Recipients parted into those to be sent to and those on the suppression list. */
export interface Addressed extends Accepted {
  readonly recipients: readonly string[];
  readonly suppressed: readonly (Suppression & { readonly recipient: string })[];
}

export interface Split extends Addressed {
  readonly copies: readonly { readonly copy: DeliveryCopy; readonly site: string }[];
}
