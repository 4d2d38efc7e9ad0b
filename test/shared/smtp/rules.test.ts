import { describe, expect, it } from 'vitest';
import { providers } from '#shared/providers/catalog.ts';
import { classify } from '#shared/smtp/classify.ts';
import { genericRules } from '#shared/smtp/generic-rules.ts';
import { parseReply } from '#shared/smtp/reply.ts';
import { matches, type Sample, subjectOf } from '#shared/smtp/rule.ts';

function replyOf([raw, command]: Sample) {
  const reply = parseReply(raw, command);
  if (!reply) throw new Error(`not a reply: ${raw}`);
  return reply;
}

const rules = [
  ...genericRules.map((rule) => ({ rule, own: [] })),
  ...providers.flatMap((provider) => provider.rules.map((rule) => ({ rule, own: provider.rules }))),
];

describe.each(rules.map(({ rule, own }) => [rule.name, rule, own] as const))('the rule %s', (name, rule, own) => {
  it('is the first to match each of its samples, and matches none of its counter-samples', () => {
    for (const sample of rule.samples.matches) expect(classify(replyOf(sample), own).rule).toBe(name);
    for (const sample of rule.samples.not) expect(matches(rule, subjectOf(replyOf(sample)))).toBe(false);
    expect(rule.samples.matches.length * rule.samples.not.length).toBeGreaterThan(0);
  });

  it('ends with an action that agrees with its outcome', () => {
    for (const sample of rule.samples.matches) {
      const { outcome, action, scope } = classify(replyOf(sample), own);
      expect(action.name === 'bounce').toBe(outcome === 'bounce');
      if (action.name === 'hold') expect(scope).toBe('from-domain');
      if (action.name === 'suspend' || action.name === 'slow') expect(['site', 'host', 'egress']).toContain(scope);
      if (action.name === 'suspend') expect(action.durationMs).toBeGreaterThan(0);
    }
  });
});
