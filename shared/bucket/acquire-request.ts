/** What a session asks of its site's bucket. */
export interface AcquireRequest {
  /** Names the lease; short, unique to the session. */
  readonly owner: string;
  /** Messages wanted; a grant may be for fewer. */
  readonly messages: number;
  /** When the lease ends if it is never released. */
  readonly leaseUntilMs: number;
  /** True to go on with a slot already held: only messages are asked for. */
  readonly extend: boolean;
  /** True where the messages come back at their appointment: they look for a place before a refusal is believed. */
  readonly isDue: boolean;
  /** Messages accepted on this connection that the bucket was not told of yet; they are counted if the answer is yes. */
  readonly accepted: number;
}
