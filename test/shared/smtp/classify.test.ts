import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownRules, providers } from '#shared/providers/catalog.ts';
import { classify } from '#shared/smtp/classify.ts';
import { maxTextChars, parseReply, type SmtpCommand } from '#shared/smtp/reply.ts';
import { delayOf } from '#shared/smtp/verdict.ts';
import { hostileTexts } from './hostile-texts.ts';

const commands = ['connect', 'ehlo', 'starttls', 'auth', 'mail', 'rcpt', 'data', 'dot', 'rset', 'quit'] as const;
const dayMs = 86_400_000;

function verdictOf(raw: string, command: SmtpCommand, mx = '') {
  const reply = parseReply(raw, command);
  if (!reply) throw new Error(`not a reply: ${raw}`);
  return classify(reply, ownRules('', mx));
}

describe('a verdict', () => {
  it('takes a 421 that names a time for one about the site, and keeps the time', () => {
    const verdict = verdictOf('421 4.7.0 Try again in 10 minutes', 'mail');
    expect(verdict).toMatchObject({ scope: 'site', retryAfterMs: 600_000 });
    expect(delayOf(verdict)).toBe(600_000);
  });

  it('waits as long as the reply asks where that is longer than the rule says', () => {
    const tss04 = '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred, try again in 3 hours';
    expect(delayOf(verdictOf(tss04, 'mail', 'mta5.am0.yahoodns.net'))).toBe(3 * 3_600_000);
    expect(delayOf(verdictOf(tss04.replace('3 hours', '3 minutes'), 'mail', 'mta5.am0.yahoodns.net'))).toBe(7_200_000);
  });

  it('is the provider’s where it has a rule, by the name of the site too', () => {
    const raw = '550 Ip frequency limited';
    expect(verdictOf(raw, 'dot', 'mx3.qq.com').rule).toBe('qq-rate');
    expect(verdictOf(raw, 'dot').rule).toBe('rate');
    expect(ownRules('qq', '127.0.0.1')).toBe(ownRules('', 'mx3.qq.com'));
  });

  it('is known of texts longer than what the ledger keeps', () => {
    const raw = `550 5.7.1 ${'We are sorry to say so. '.repeat(20)}Client host blocked using bl.example`;
    expect(verdictOf(raw, 'rcpt').kind).toBe('blocked');
  });

  it('of what is no refusal at all defers', () => {
    expect(verdictOf('250 ok', 'mail')).toMatchObject({ outcome: 'defer', kind: 'protocol' });
  });
});

describe('whatever a receiver says', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 4_000 }),
    fc
      .array(fc.constantFrom(...hostileTexts.map((text) => text.slice(0, 40)), '\r\n550-', '\n'), { maxLength: 60 })
      .map((parts) => parts.join('')),
    fc.constantFrom(
      ...providers.flatMap(({ rules }) => rules.flatMap(({ samples }) => samples.matches.map(([raw]) => raw.slice(4)))),
    ),
  );
  const anyHost = fc.constantFrom('', ...providers.flatMap(({ sampleHosts }) => sampleHosts));

  it('is parsed within bounds and ends in a verdict that holds together', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999 }),
        fc.constantFrom(...commands),
        anyText,
        anyHost,
        (code, command, text, host) => {
          const reply = parseReply(`${String(code).padStart(3, '0')} ${text}`, command);
          if (!reply) throw new Error('it has a code');
          expect(reply.text.length).toBeLessThanOrEqual(maxTextChars);
          const verdict = classify(reply, ownRules('', host));
          expect(verdict.retryAfterMs).toBeGreaterThanOrEqual(0);
          expect(delayOf(verdict)).toBeLessThanOrEqual(dayMs);
          expect(verdict.action.name === 'bounce').toBe(verdict.outcome === 'bounce');
          // A 421 never bounces, nor does what came before MAIL.
          const mayBounce =
            code >= 400 && code <= 599 && code !== 421 && !['connect', 'ehlo', 'starttls', 'auth'].includes(command);
          if (!mayBounce) expect(verdict.outcome).toBe('defer');
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('is parsed, or is no reply, without a code too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20_000 }), (raw) => {
        const reply = parseReply(raw, 'connect');
        if (reply) expect(reply.code).toBeLessThan(1_000);
      }),
    );
  });

  it('takes a bounded number of steps: a reply of megabytes costs no more than one of a page', () => {
    for (const text of hostileTexts) {
      const reply = parseReply(`550 ${text.repeat(2_000)}`, 'rcpt');
      expect(reply?.text.length).toBeLessThanOrEqual(maxTextChars);
      expect(reply && classify(reply).outcome).toBeDefined();
    }
  });
});
