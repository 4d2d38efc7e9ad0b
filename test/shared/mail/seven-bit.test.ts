import { isAscii } from 'node:buffer';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { expect, test } from 'vitest';
import { finishRaw } from '#shared/mail/finish-raw.ts';

const delivery = { messageId: '<id@example.com>', date: 'Mon, 23 Nov 2026 09:00:00 +0000' };
const finish = (lines: readonly string[]) =>
  finishRaw(Buffer.from(['From: ada@example.com', ...lines].join('\r\n')), delivery);

test('text of eight bits reads the same in seven, and says how it is written', async () => {
  const finished = finish([
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    'Grüße 👋 = 100 % ',
    `lang ${'x'.repeat(2_000)}`,
  ]);
  expect(isAscii(finished)).toBe(true);
  expect(
    finished
      .toString()
      .split('\r\n')
      .every((line) => line.length <= 76),
  ).toBe(true);
  const parsed = await simpleParser(finished);
  expect(parsed.text?.trimEnd()).toBe(`Grüße 👋 = 100 % \nlang ${'x'.repeat(2_000)}`);
  expect(parsed.headers.get('content-transfer-encoding')).toBe('quoted-printable');
});

test('text of which nothing is said is UTF-8', async () => {
  expect((await simpleParser(finish(['', 'Grüße']))).text?.trimEnd()).toBe('Grüße');
});

test('each part of a multipart message is written anew, also in an attached message', async () => {
  const attached = ['Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', '<p>Zoë</p>'];
  const finished = finish([
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="=_a b"',
    'Content-Transfer-Encoding: 8bit',
    '',
    '--=_a b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Grüße',
    '--=_a b  ',
    'Content-Type: application/octet-stream; name=a.bin',
    'Content-Transfer-Encoding: binary',
    'Content-Disposition: attachment',
    '',
    'ÿÿ',
    '--=_a b',
    'Content-Type: message/rfc822',
    'Content-Transfer-Encoding: 8bit',
    '',
    'Subject: inner',
    'MIME-Version: 1.0',
    ...attached,
    '--=_a b--',
    '',
  ]);
  expect(isAscii(finished)).toBe(true);
  const parsed = await simpleParser(finished);
  expect(parsed.text).toContain('Grüße');
  expect(parsed.attachments[0]?.content.toString().trimEnd()).toBe('ÿÿ');
  expect(finished.toString()).toContain('<p>Zo=C3=AB</p>');
  expect(finished.toString()).not.toMatch(/8bit|binary/);
});

test('what is signed, or not what its header says, stays as it is', () => {
  const signed = ['Content-Type: multipart/signed; boundary=b', '', '--b', '', 'Grüße', '--b--', ''];
  expect(finish(signed).toString()).toContain('Grüße');
  const mislabelled = ['Content-Transfer-Encoding: base64', '', 'Grüße', ''];
  expect(finish(mislabelled).toString()).toContain('Grüße');
});

test('whatever the text, a reader finds what was written', async () => {
  const unit = fc.constantFrom('a', 'é', '👋', '=', ' ', '\t', '.', '\r\n', '\u00a0', 'word word ');
  await fc.assert(
    fc.asyncProperty(fc.string({ unit, maxLength: 200 }), async (text) => {
      const finished = finish(['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', '', text]);
      expect(isAscii(finished)).toBe(true);
      const parsed = await simpleParser(finished);
      expect((parsed.text ?? '').replace(/\n$/, '')).toBe(text.replaceAll('\r\n', '\n').replace(/\n$/, ''));
    }),
    { numRuns: 300 },
  );
});
