import fc from 'fast-check';
import { expect, test } from 'vitest';
import { providers } from '#shared/providers/catalog.ts';
import { classify } from '#shared/smtp/classify.ts';
import { formatReply, maxReplyText, maxTextChars, parseReply, type SmtpCommand } from '#shared/smtp/reply.ts';
import { delayOf } from '#shared/smtp/verdict.ts';
import { fuzz, fuzzTimeoutMs, longTextOf } from '#test/support/fuzz.ts';
import { hostileTexts } from './hostile-texts.ts';
import { allReplies } from './replies/all.ts';

const commands: readonly SmtpCommand[] = [
  'connect',
  'ehlo',
  'starttls',
  'auth',
  'mail',
  'rcpt',
  'data',
  'dot',
  'rset',
  'quit',
];
const real = allReplies.flatMap(({ entries }) => entries.map(([raw]) => raw));
/** What receivers say, in any order: each word of theirs begins some pattern. */
const words = [...new Set(real.flatMap((raw) => raw.toLowerCase().split(/\s+/)))].map((word) => `${word} `);
const tokens = [
  ...words,
  ...hostileTexts.map((text) => text.slice(0, 24)),
  '\r\n421-',
  '\r\n550 ',
  '\n',
  '\r',
  '\0',
  '\t',
  '4.7.1 ',
  '(#5.1.1) ',
  'a@b.test',
  '<"a b"@b.test>',
  '\ud800',
  '00:04:59 ',
];
const hostile = fc
  .tuple(
    fc.constantFrom('421 ', '421-', '450 4.2.1 ', '550 ', '550-5.7.1 ', '554', '099 ', '9', ''),
    longTextOf(tokens, 2_000),
  )
  .map(([head, text]) => head + text);
/** A real reply with its middle, or its end, changed. */
const bent = fc
  .tuple(fc.constantFrom(...real), fc.nat(80), longTextOf(tokens, 40))
  .map(([raw, at, text]) => raw.slice(0, at) + text + raw.slice(at));

test(
  'no reply makes the parser or the rules of any receiver throw or hang, or leaves an address in the text',
  () =>
    fuzz(
      fc.property(fc.oneof(hostile, bent, fc.string()), fc.constantFrom(...commands), (raw, command) => {
        const reply = parseReply(raw, command);
        if (!reply) return;
        expect(reply.text.length).toBeLessThanOrEqual(maxTextChars);
        expect(reply.text).not.toMatch(/\w@b\.test/);
        expect(formatReply(reply).length).toBeLessThanOrEqual(maxReplyText + 30);
        for (const { rules } of [{ rules: [] }, ...providers]) {
          const verdict = classify(reply, rules);
          expect(delayOf(verdict)).toBeGreaterThanOrEqual(0);
          expect(delayOf(verdict)).toBeLessThanOrEqual(7 * 86_400_000);
          if (reply.code === 421) expect(verdict.outcome, raw).toBe('defer');
        }
      }),
    ),
  fuzzTimeoutMs,
);
