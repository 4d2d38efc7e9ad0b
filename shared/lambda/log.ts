/**
 * What a log line says besides its message. Never a recipient, nor any other mail address: a delivery is named by its id and
 * its site. The compiler refuses the obvious names; the adapter takes out whatever still looks like an address.
 */
export interface LogFields {
  readonly deliveryId?: string;
  readonly submissionId?: string;
  readonly site?: string;
  /** Any thrown value. */
  readonly error?: unknown;
  readonly recipient?: never;
  readonly sender?: never;
  readonly to?: never;
  readonly from?: never;
  readonly [field: string]: unknown;
}

/** The log, one structured line a call. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** For what an operator should look at. */
  error(message: string, fields?: LogFields): void;
}
