import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAddrSpec, parseMailbox, splitAddressList } from '#shared/mail/address.ts';

test.each([
  ['ada@example.com', 'ada@example.com'],
  ['Ada.Lovelace+tag@EXAMPLE.com', 'Ada.Lovelace+tag@example.com'],
  ['"ada"@example.com', 'ada@example.com'],
  ['"ada lovelace"@example.com', '"ada lovelace"@example.com'],
  ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
  ['ada@XN--BCHER-KVA.example', 'ada@xn--bcher-kva.example'],
  ['jõgeva@example.com', 'jõgeva@example.com'],
  [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
])('takes %s', (text, address) => {
  expect(parseAddrSpec(text)).toEqual({ address });
});

test.each([
  'ada',
  'ada@',
  '@example.com',
  'ada@localhost',
  'ada@[127.0.0.1]',
  'ada@127.0.0.1',
  'ada@１２７.０.０.１',
  'ada@0x7f.1',
  'ada@exa%6dple.com',
  'ada@example.com.',
  'ada@-example.com',
  'ada@exam_ple.com',
  'ada@example..com',
  `ada@${'a'.repeat(64)}.com`,
  `${'a'.repeat(65)}@example.com`,
  `ada@${'a.'.repeat(126)}com`,
  `${'ä'.repeat(33)}@example.com`,
  '.ada@example.com',
  'ada.@example.com',
  'a..da@example.com',
  'ada lovelace@example.com',
  'ada@eve@example.com',
  '@relay.test:ada@example.com',
  'team: ada@example.com;',
  '<ada@example.com>',
  'ada>@example.com',
  '"ada>"@example.com',
  '"a\\"b"@example.com',
  'ada@example.com\r\nRCPT TO:<eve@example.com>',
  'ada\u0000@example.com',
  'ada\u200b@example.com',
  'ada\ud800@example.com',
  'ada@example.com (comment)',
])('refuses %j', (text) => {
  expect(parseAddrSpec(text)).toEqual({ problem: expect.any(String) });
});

test.each([
  ['ada@example.com', { address: 'ada@example.com' }],
  [' <ada@example.com> ', { address: 'ada@example.com' }],
  ['Ada Lovelace <ada@example.com>', { name: 'Ada Lovelace', address: 'ada@example.com' }],
  ['"Lovelace, Ada" <ada@example.com>', { name: 'Lovelace, Ada', address: 'ada@example.com' }],
  ['"A \\"the\\" <b>" <ada@example.com>', { name: 'A "the" <b>', address: 'ada@example.com' }],
  ['Ada 👋 <ada@example.com>', { name: 'Ada 👋', address: 'ada@example.com' }],
])('reads the mailbox %s', (text, mailbox) => {
  expect(parseMailbox(text)).toEqual(mailbox);
});

test.each([
  'Ada <ada@example.com> eve@example.com',
  'Ada <ada@example.com> <eve@example.com>',
  'Ada (ada) <ada@example.com>',
  'eve@example.org <ada@example.com>',
  'Ada\r\nBcc: eve@example.com <ada@example.com>',
  'Ada\u2028 <ada@example.com>',
  `${'a'.repeat(257)} <ada@example.com>`,
  '"Ada <ada@example.com>',
])('refuses the mailbox %j', (text) => {
  expect(parseMailbox(text)).toEqual({ problem: expect.any(String) });
});

test('splits a list at commas outside quotes and angle brackets', () => {
  expect(splitAddressList('a@x.org, "B, b" <b@x.org>,, <c@x.org>,')).toEqual([
    'a@x.org',
    ' "B, b" <b@x.org>',
    ' <c@x.org>',
  ]);
});

/** Text made of the characters that addresses are attacked with. */
const hostile = fc.string({
  unit: fc.constantFrom(...'ab@.,:;<>"\\()[] \t\r\n\0é\u{1f44b}\u202e%-'.split('')),
  maxLength: 60,
});

test('whatever it is given, answers with a safe address or a problem', () => {
  fc.assert(
    fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (text) => {
      for (const part of splitAddressList(text)) {
        const parsed = parseMailbox(part);
        if ('problem' in parsed) continue;
        expect(parsed.address).not.toMatch(/[\r\n\0<>]/);
        expect(Buffer.byteLength(parsed.address)).toBeLessThanOrEqual(254);
        expect(parsed.name ?? '').not.toMatch(/[\r\n\0]/);
        // What was taken once is taken again, as the same.
        expect(parseAddrSpec(parsed.address)).toEqual({ address: parsed.address });
      }
    }),
    { numRuns: 2_000 },
  );
});
