import type { Reply, SmtpCommand } from './reply.ts';
import type { Verdict } from './verdict.ts';

/** One rule of classification. All conditions that are given must hold. */
export interface Rule {
  readonly name: string;
  readonly code?: (code: number) => boolean;
  readonly commands?: readonly SmtpCommand[];
  readonly enhanced?: RegExp;
  readonly text?: RegExp;
  readonly then: Pick<Verdict, 'kind' | 'scope'> & { readonly outcome: Verdict['outcome'] | 'by-code' };
  /** Replies, raw, that this rule must be the first to match, and replies that it must not match. */
  readonly samples: { readonly matches: readonly Sample[]; readonly not: readonly Sample[] };
  /** Where the rule comes from. */
  readonly source: string;
}

/** A raw reply and the command that it answered. */
export type Sample = readonly [raw: string, command: SmtpCommand];

export function matches(rule: Rule, reply: Reply): boolean {
  return (
    (rule.code?.(reply.code) ?? true) &&
    (rule.commands?.includes(reply.command) ?? true) &&
    (rule.enhanced === undefined || (reply.enhanced !== null && rule.enhanced.test(reply.enhanced))) &&
    (rule.text?.test(reply.text) ?? true)
  );
}
