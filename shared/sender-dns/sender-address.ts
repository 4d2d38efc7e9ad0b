/** An address that mail leaves by. */
export interface SenderAddress {
  /** Null before it is known, as that of an egress which is not deployed yet. */
  readonly address: string | null;
  /** What EHLO says there. */
  readonly ehloName: string;
}
