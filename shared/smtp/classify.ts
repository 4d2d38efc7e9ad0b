import { permanent, transient } from './codes.ts';
import { defaultAction } from './default-action.ts';
import { isFinal } from './finality.ts';
import { genericRules } from './generic-rules.ts';
import type { Reply, SmtpCommand } from './reply.ts';
import { retryAfter } from './retry-after.ts';
import { matches, type Rule, type Subject, subjectOf } from './rule.ts';
import type { Scope, Verdict } from './verdict.ts';

/**
 * Classifies a reply by the first rule that matches; `own` are the provider's own rules, asked first. A code that is no
 * reply of failure (a 2yz or 3yz where it has no place) is a protocol fault: deferred, as a lost connection is.
 */
export function classify(reply: Reply, own: readonly Rule[] = []): Verdict {
  if (!transient(reply.code) && !permanent(reply.code)) return notARefusal;
  const subject = subjectOf(reply);
  const rule = firstMatch(own, subject) ?? firstMatch(genericRules, subject);
  return rule ? conclude(rule, subject) : notARefusal;
}

const notARefusal: Verdict = {
  outcome: 'defer',
  kind: 'protocol',
  scope: 'message',
  action: { name: 'retry', durationMs: 0 },
  rule: 'not-a-refusal',
  retryAfterMs: 0,
};

export function firstMatch(rules: readonly Rule[], subject: Subject): Rule | undefined {
  return rules.find((rule) => matches(rule, subject));
}

function conclude(rule: Rule, subject: Subject): Verdict {
  const { kind, ...then } = rule.then;
  const scope = then.scope === 'by-command' ? scopeOf(subject.reply.command) : then.scope;
  const outcome = then.outcome === 'by-code' ? (isFinal(subject) ? 'bounce' : 'defer') : then.outcome;
  if (outcome === 'bounce') {
    return { outcome, kind, scope, action: { name: 'bounce', durationMs: 0 }, rule: rule.name, retryAfterMs: 0 };
  }
  const action = then.action ?? defaultAction(kind, scope);
  return { outcome, kind, scope, action, rule: rule.name, retryAfterMs: retryAfter(subject.text) };
}

function scopeOf(command: SmtpCommand): Scope {
  switch (command) {
    case 'rcpt':
      return 'recipient';
    case 'connect':
    case 'ehlo':
    case 'starttls':
    case 'auth':
      return 'site';
    default:
      return 'message';
  }
}
