/** Why a recipient is not to be written to. */
export interface Suppression {
  readonly reason: string;
}

/** Finds which of these recipients are suppressed; the keys of the answer are the recipients as given. */
export type FindSuppressed = (recipients: readonly string[]) => Promise<ReadonlyMap<string, Suppression>>;

/**
 * The key of a recipient on the suppression list. Case counts in a local part by the letter of RFC 5321 §2.4, and at hardly any
 * receiver: who unsubscribed as Ada@ is not written to as ada@.
 */
export function suppressionKey(recipient: string): string {
  return recipient.toLowerCase();
}
