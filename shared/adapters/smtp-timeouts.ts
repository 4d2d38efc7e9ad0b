/** How long each step is waited for, ms; the invocation's end bounds them further. */
export interface SmtpTimeouts {
  /** For a TCP connection to one address. It is asked for again after 1, 3 and 7 s (Linux): who has not answered by then is tried later. */
  readonly connectMs: number;
  /**
   * From the greeting to the login, together. RFC 5321 §4.5.3.2.1 would wait 5 minutes for a greeting; a Lambda that waits for a
   * host without a free process keeps its other sites waiting too, and the host is tried again anyway.
   */
  readonly handshakeMs: number;
  /** RFC 5321 §4.5.3.2: 5 minutes for MAIL and RCPT. */
  readonly commandMs: number;
  /** For the peer's close after QUIT (ours; a receiver that is slower counts the connection a little longer). */
  readonly closeMs: number;
}

export const smtpTimeouts: SmtpTimeouts = {
  connectMs: 10_000,
  handshakeMs: 30_000,
  commandMs: 300_000,
  closeMs: 5_000,
};
