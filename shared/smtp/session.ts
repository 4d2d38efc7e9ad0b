import type { Target } from '../routing/site.ts';
import type { Reply } from './reply.ts';

/** How a session came to be, or did not. */
export type OpenResult =
  | { readonly kind: 'open'; readonly session: SmtpSession }
  /** The receiver answered with a refusal at its greeting, EHLO, STARTTLS or AUTH. */
  | { readonly kind: 'refused'; readonly reply: Reply }
  /** A fault of ours, such as a login that cannot be had: no connection was opened, and nothing is known of the host. */
  | { readonly kind: 'not-tried'; readonly error: string }
  /** The host does not encrypt as it must: nothing was sent to it. */
  | { readonly kind: 'insecure'; readonly error: string }
  /** No reply was read: connection refused or timed out, no banner, a name error. */
  | { readonly kind: 'failed'; readonly error: string };

/** What became of one message. All but `accepted` and most `refused` leave the connection closed. */
export type SendResult =
  | { readonly kind: 'accepted'; readonly reply: Reply }
  | { readonly kind: 'refused'; readonly reply: Reply; readonly claimed: boolean }
  | { readonly kind: 'claim-refused' }
  /** The connection had ended before this message was begun. */
  | { readonly kind: 'not-started' }
  /** No reply was read. `dotSent`: the final dot may have been sent, and the message accepted. */
  | { readonly kind: 'lost'; readonly error: string; readonly claimed: boolean; readonly dotSent: boolean };

export interface OutgoingMail {
  /** MAIL FROM; null for the null sender. */
  readonly sender: string | null;
  readonly recipient: string;
  readonly message: Uint8Array;
  /**
   * Called inside DATA; the last bytes of the message, and so the final dot, are withheld until it resolves. False, or a
   * rejection: the connection is closed without a dot.
   */
  readonly claim: () => Promise<boolean>;
}

/** One SMTP connection, used for one message after another. */
export interface SmtpSession {
  /** False once the connection is closed or not fit for another message. */
  readonly isUsable: boolean;
  send(mail: OutgoingMail): Promise<SendResult>;
  /** Sends QUIT where that makes sense and resolves when the peer's close was seen, or its time is up. */
  end(): Promise<void>;
}

/** Opens sessions. `hardStopMs`: past it nothing is waited for any more, whatever the stage. */
export type OpenSession = (target: Target, hardStopMs: number) => Promise<OpenResult>;
