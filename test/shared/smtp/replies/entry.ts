import type { SmtpCommand } from '#shared/smtp/reply.ts';
import type { Kind, Scope, Verdict } from '#shared/smtp/verdict.ts';

/** Raw reply, the command it answered, and what its receiver means by it. */
export type Entry = readonly [raw: string, command: SmtpCommand, outcome: Verdict['outcome'], kind: Kind, scope: Scope];

/** Replies of one receiver, or of one software, from one public source. Addresses in them are examples. */
export interface Replies {
  readonly from: string;
  /** An MX host of the receiver; null: whoever runs this software. */
  readonly mx: string | null;
  readonly source: string;
  readonly entries: readonly Entry[];
}
