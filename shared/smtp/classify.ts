import { genericRules } from './generic-rules.ts';
import type { Reply } from './reply.ts';
import { matches, type Rule } from './rule.ts';
import type { Verdict } from './verdict.ts';

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000 } as const;
/** No receiver is believed when it asks for more than a day. */
const maxRetryAfterMs = 24 * 3_600_000;

/**
 * Classifies a reply by the first rule that matches; `own` are the provider's own rules, asked first. A code that is no
 * reply of failure (a 2yz or 3yz where it has no place) is a protocol fault: deferred, as a lost connection is.
 */
export function classify(reply: Reply, own: readonly Rule[] = []): Verdict {
  const rule = [...own, ...genericRules].find((candidate) => matches(candidate, reply));
  if (!rule) return { outcome: 'defer', kind: 'protocol', scope: 'message', rule: 'not-a-refusal', retryAfterMs: 0 };
  const outcome = rule.then.outcome === 'by-code' ? (reply.code >= 500 ? 'bounce' : 'defer') : rule.then.outcome;
  return { ...rule.then, outcome, rule: rule.name, retryAfterMs: retryAfter(reply.text) };
}

/** "try again in 5 minutes", "greylisted for 300 seconds" → ms; 0 where the text names no time. */
export function retryAfter(text: string): number {
  const match = /(?:try|retry|again|wait|listed).{0,30}?\b(\d{1,5}) ?(s|sec|seconds?|m|min|minutes?|h|hours?)\b/i.exec(
    text,
  );
  const unit = match?.[2]?.[0]?.toLowerCase();
  if (unit !== 's' && unit !== 'm' && unit !== 'h') return 0;
  return Math.min(Number(match?.[1]) * unitMs[unit], maxRetryAfterMs);
}
