import { normaliseText } from './normalise.ts';
import type { Reply, SmtpCommand } from './reply.ts';
import type { Action, Kind, Scope, Verdict } from './verdict.ts';

/** One rule of classification. All conditions that are given must hold. */
export interface Rule {
  readonly name: string;
  readonly code?: (code: number) => boolean;
  readonly commands?: readonly SmtpCommand[];
  readonly enhanced?: RegExp;
  /** Matched against the text as `normaliseText` leaves it. */
  readonly text?: RegExp;
  /** Where this matches the text, the rule does not. */
  readonly unless?: RegExp;
  readonly then: Conclusion;
  /** Replies, raw, that this rule must be the first to match, and replies that it must not match. */
  readonly samples: { readonly matches: readonly Sample[]; readonly not: readonly Sample[] };
  /** Where the rule comes from: documents by title or address. */
  readonly source: string;
  /** When the source was last looked at, `2026-11-24`. */
  readonly date: string;
}

export interface Conclusion {
  readonly kind: Kind;
  /** `by-code`: what the code says, unless the text says otherwise (`isFinal`). */
  readonly outcome: Verdict['outcome'] | 'by-code';
  /** `by-command`: the recipient at RCPT, the site before MAIL, else the message. */
  readonly scope: Scope | 'by-command';
  /** Where a deferral asks for something else than `defaultAction` says. */
  readonly action?: Action;
}

/** A raw reply and the command that it answered. */
export type Sample = readonly [raw: string, command: SmtpCommand];

/** A reply as rules look at it. */
export interface Subject {
  readonly reply: Reply;
  /** Normalised. */
  readonly text: string;
}

export function subjectOf(reply: Reply): Subject {
  return { reply, text: normaliseText(reply.text) };
}

export function matches(rule: Rule, { reply, text }: Subject): boolean {
  return (
    (rule.code?.(reply.code) ?? true) &&
    (rule.commands?.includes(reply.command) ?? true) &&
    (rule.enhanced === undefined || (reply.enhanced !== null && rule.enhanced.test(reply.enhanced))) &&
    (rule.text?.test(text) ?? true) &&
    !(rule.unless?.test(text) ?? false)
  );
}
