/** One receiver of the local run: a host that takes mail under limits, as a mail provider does. */
export interface ReceiverSpec {
  /** Its host name, as its greeting gives it. */
  readonly name: string;
  /** @default a free port */
  readonly port?: number;
  /** @default none: it takes everything at once */
  readonly limits?: ReceiverLimits;
}

export interface ReceiverLimits {
  /** Open at once; the next one is greeted with a 421 and closed. */
  readonly connections?: number;
  /** "60/10s", counted in fixed windows that begin with the first message after the last window; MAIL beyond it is answered with a 450. */
  readonly rate?: string;
  /** The next MAIL on the connection is answered with a 421; the connection stays open, as Exim leaves it. */
  readonly messagesPerConnection?: number;
  /** Each recipient's first RCPT is answered with a 451, the next is taken (RFC 6647). */
  readonly greylists?: boolean;
  /** Every connection is greeted with a 421 and closed for this long. */
  readonly downForMs?: number;
  /** When `downForMs` begins. @default 'first-connection' */
  readonly downFrom?: 'start' | 'first-connection';
}
