import * as z from 'zod';
import type { Reply } from '../smtp/reply.ts';

/** Why a recipient is not to be written to. */
export interface Suppression {
  readonly reason: string;
}

/** A recipient, and the lane that would write to it. */
export interface Sought {
  readonly recipient: string;
  readonly lane: string;
}

/** Finds which of these are suppressed, in general or for their lane; the answer tells of each. */
export type FindSuppressed = (sought: readonly Sought[]) => Promise<(sought: Sought) => Suppression | null>;

/** A recipient who is to be put on the list; the lane is null where it is not known. */
export interface Bounced extends Suppression {
  readonly recipient: string;
  readonly lane: string | null;
  readonly atMs: number;
}

/** Puts a recipient on the list. Safe to repeat; an entry that lasts longer stays as it is. */
export type SuppressBounced = (bounced: Bounced) => Promise<void>;

/** What a hard bounce does: nothing, or an entry for all lanes or for its own, that ends after so many days or never. */
export const suppressionPolicySchema = z.strictObject({
  hardBounces: z.enum(['global', 'stream', 'off']),
  expiryDays: z.int().positive().optional(),
});
export type SuppressionPolicy = z.infer<typeof suppressionPolicySchema>;

/**
 * The key of a recipient on the suppression list, for all lanes or for one. Case counts in a local part by the letter of RFC 5321 §2.4,
 * and at hardly any receiver: who unsubscribed as Ada@ is not written to as ada@. A lane's name stands before a space, with which no
 * address begins.
 */
export function suppressionKey(recipient: string, lane: string | null = null): string {
  return lane === null ? recipient.toLowerCase() : `${lane} ${recipient.toLowerCase()}`;
}

/**
 * Whether a bounce says that there is nobody at the address: only then is it never written to again. A full mailbox, a policy, the
 * content and "slow down" dressed as 550 say nothing of the kind; nor does any reply to MAIL, which names the sender alone (RFC 5321 §3.3).
 */
export function isHardBounce(kind: string, reply: Reply | null): reply is Reply {
  if (reply === null || reply.code < 500 || reply.command === 'mail') return false;
  return kind === 'no-such-recipient' || kind === 'mailbox-disabled';
}
