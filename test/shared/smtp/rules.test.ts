import { describe, expect, it } from 'vitest';
import { classify, retryAfter } from '#shared/smtp/classify.ts';
import { genericRules } from '#shared/smtp/generic-rules.ts';
import { parseReply } from '#shared/smtp/reply.ts';
import { matches, type Sample } from '#shared/smtp/rule.ts';

function replyOf([raw, command]: Sample) {
  const reply = parseReply(raw, command);
  if (!reply) throw new Error(`not a reply: ${raw}`);
  return reply;
}

describe.each(genericRules)('the rule $name', (rule) => {
  it('is the first to match each of its samples', () => {
    expect(rule.samples.matches.length).toBeGreaterThan(0);
    for (const sample of rule.samples.matches) expect(classify(replyOf(sample)).rule).toBe(rule.name);
  });

  it('does not match its counter-samples', () => {
    expect(rule.samples.not.length).toBeGreaterThan(0);
    for (const sample of rule.samples.not) expect(matches(rule, replyOf(sample))).toBe(false);
  });

  it('names its source', () => {
    expect(rule.source).not.toBe('');
  });
});

describe('a verdict', () => {
  it.each([
    ['421 4.7.0 rx.test Error: too many connections from 127.0.0.1', 'connect', 'defer', 'connections', 'site'],
    ['450 4.7.1 Error: too much mail from 127.0.0.1', 'mail', 'defer', 'rate', 'site'],
    ['452 4.2.2 mailbox full', 'rcpt', 'defer', 'mailbox-full', 'recipient'],
    ['552 5.2.2 mailbox full', 'rcpt', 'bounce', 'mailbox-full', 'recipient'],
    ['451 4.3.0 lookup failed', 'rcpt', 'defer', 'busy', 'recipient'],
    ['550 5.1.1 unknown', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
    ['554 5.7.1 spam', 'dot', 'bounce', 'content', 'message'],
  ] as const)('of %s', (raw, command, outcome, kind, scope) => {
    expect(classify(replyOf([raw, command]))).toMatchObject({ outcome, kind, scope });
  });

  it('never bounces for a 421, whatever its text', () => {
    expect(classify(replyOf(['421 user unknown', 'rcpt'])).outcome).toBe('defer');
  });

  it('takes a 421 that names a time for one about the site, and keeps the time', () => {
    expect(classify(replyOf(['421 4.7.0 Try again in 10 minutes', 'mail']))).toMatchObject({
      scope: 'site',
      retryAfterMs: 600_000,
    });
  });

  it('defers what is no refusal at all', () => {
    expect(classify(replyOf(['250 ok', 'mail']))).toMatchObject({ outcome: 'defer', kind: 'protocol' });
  });

  it.each([
    ['Please try again in 5 minutes', 300_000],
    ['Greylisted for 300 seconds', 300_000],
    ['retry in 2 hours', 7_200_000],
    ['try again in 99999 hours', 86_400_000],
    ['try again later', 0],
    ['error 4711 minutes of meeting', 0],
  ])('reads the time in "%s"', (text, ms) => {
    expect(retryAfter(text)).toBe(ms);
  });
});
