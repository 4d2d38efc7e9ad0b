import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAddressObject, parseMailbox, splitAddressList } from '#shared/mail/address.ts';
import { maxFaults } from '#shared/mail/fault.ts';
import { parseSubmission } from '#shared/mail/parse-submission.ts';
import { authorOf } from '#shared/mail/raw-author.ts';
import { splitRaw } from '#shared/mail/raw-message.ts';
import { toSevenBit } from '#shared/mail/seven-bit.ts';
import { fuzz, fuzzTimeoutMs, longTextOf } from '#test/support/fuzz.ts';

const specials = [
  'a',
  '.',
  '@',
  '"',
  '\\',
  '<',
  '>',
  ',',
  ';',
  ' ',
  '\t',
  '\r\n',
  '\0',
  'é',
  '👋',
  '\ud800',
  '%',
  'a.b',
];

test(
  'no text makes the address parser throw, hang or answer with an address that could end its line',
  async () => {
    await fuzz(
      fc.property(longTextOf(specials), fc.string(), (text, name) => {
        for (const parsed of [
          ...splitAddressList(text).slice(0, 100).map(parseMailbox),
          parseAddressObject({ name, address: text }),
        ]) {
          if ('problem' in parsed) continue;
          expect(parsed.address).toMatch(/^[^\r\n<>\0]{3,254}$/u);
          expect(parsed.name ?? '').not.toMatch(/[\r\n\0]/);
        }
      }),
    );
  },
  fuzzTimeoutMs,
);

const fields =
  'version id from to cc bcc replyTo subject text html headers list unsubscribe attachments raw envelope tags sendAt expiresAt stream'.split(
    ' ',
  );
const right = { version: 1, id: 'a', from: 'ada@example.com', to: 'grace@example.org', text: 'Hello' };
const longText = longTextOf(
  [...specials, 'https://', '{recipient}', '{', 's3://b/', 'mailto:', 'file:', '=?utf-8?q?'],
  3_000,
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, longText, fc.jsonValue(), tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 5 }),
  object: fc.dictionary(
    fc.oneof(
      fc.constantFrom(...fields, 'address', 'name', 'url', 'key', 'value', 'content', 'source', 'path', '__proto__'),
      longText,
    ),
    tie('value'),
    { maxKeys: 5 },
  ),
}));

test(
  'no document makes the submission parser throw or hang, and its faults are few and short',
  async () => {
    await fuzz(
      fc.property(fc.dictionary(fc.constantFrom(...fields), value, { maxKeys: 4 }), (changes) => {
        const result = parseSubmission(JSON.stringify({ ...right, ...changes }), 0);
        if (result.kind === 'parsed') return;
        expect(result.faults.length).toBeLessThanOrEqual(maxFaults);
        for (const { field, problem, expected } of result.faults) {
          expect(field.length).toBeLessThan(1_000);
          expect(problem.length + expected.length).toBeLessThan(5_000);
        }
      }),
    );
  },
  fuzzTimeoutMs,
);

test.each([
  ['a quoted name', `"${'a\\"'.repeat(150_000)}" <a@b.co>`],
  ['a name that is not closed', `"${'a'.repeat(500_000)}`],
  ['angle brackets', '<'.repeat(500_000)],
  ['commas', 'a@b.co,'.repeat(70_000)],
  ['dots', `${'a.'.repeat(250_000)}@b.co`],
  ['labels', `a@${'b.'.repeat(250_000)}co`],
  ['at signs', '@'.repeat(500_000)],
  ['spaces', `${' '.repeat(500_000)}x`],
  ['brackets', '['.repeat(500_000)],
])('a submission of half a megabyte of %s is refused or taken in its time', (_what, text) => {
  for (const field of ['to', 'from', 'subject', 'text', 'html', 'raw', 'unsubscribe', 'id', 'stream', 'sendAt']) {
    expect(parseSubmission(JSON.stringify({ ...right, [field]: text }), 0).kind).toMatch(/^(?:parsed|refused)$/);
  }
  for (const changes of [
    { headers: { 'X-A': text } },
    { list: { help: text } },
    { tags: { a: text } },
    { attachments: [{ content: text, filename: text, contentType: text }] },
  ]) {
    expect(parseSubmission(JSON.stringify({ ...right, ...changes }), 0).kind).toMatch(/^(?:parsed|refused)$/);
  }
});

const rawTokens = [
  'From: a@b.co\r\n',
  'Content-Type: multipart/mixed; boundary=b\r\n',
  'Content-Type: message/rfc822\r\n',
  'Content-Transfer-Encoding: 8bit\r\n',
  '\r\n',
  '--b\r\n',
  '--b--\r\n',
  'é',
  ' ',
  'x',
  ';',
  '=',
  ':',
  '\n',
  '\r',
];

test(
  'no raw message makes its parsers throw or hang',
  async () => {
    await fuzz(
      fc.property(longTextOf(rawTokens, 2_000), (text) => {
        const message = Buffer.from(text);
        authorOf(message);
        const split = splitRaw(message);
        if ('problem' in split) return;
        const { body } = toSevenBit(split.fields, split.body);
        // Base64 and quoted-printable at most treble, and soft breaks are few; per part there are a few header bytes.
        expect(body.length).toBeLessThanOrEqual(8 * split.body.length + 1_000);
      }),
    );
  },
  fuzzTimeoutMs,
);
