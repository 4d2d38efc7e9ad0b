import type { Reply } from '../smtp/reply.ts';

/** What is told of mail after it was accepted: that it could not be delivered after all, or that its reader complained. */
export interface Report {
  readonly kind: 'bounce' | 'complaint';
  /** Null where the report does not tell; some complaints hide it. */
  readonly recipient: string | null;
  /** That the report is of this recipient is vouched for: by AWS, or by an address that only we can make. Else nobody is suppressed for it. */
  readonly isVouched: boolean;
  /** The delivery it is of, as far as it proves one. */
  readonly deliveryId: string | null;
  /** It will not pass with time. */
  readonly isPermanent: boolean;
  /** A bounce: what the receiver said, as far as that is told. */
  readonly reply: Reply | null;
  /** A complaint: its type (RFC 5965 §3.1), such as `abuse`. */
  readonly complaint: string | null;
  /** Who tells it: `amazonses.com`, or the reporting host or program. */
  readonly reporter: string;
  /** When it was told, where that is known. */
  readonly atMs: number | null;
}
