import fc from 'fast-check';
import { expect, test } from 'vitest';
import { finishRaw } from '#shared/mail/finish-raw.ts';
import { splitRaw, valueOf } from '#shared/mail/raw-message.ts';

const delivery = { messageId: '<id@example.com>', date: 'Mon, 23 Nov 2026 09:00:00 +0000' };
const finish = (message: string) => finishRaw(Buffer.from(message), delivery).toString();

test('gives a raw message our Message-ID and CRLF line ends, and takes out who must not be seen', () => {
  const message = [
    'Return-Path: <bounces@example.com>',
    'From: ada@example.com',
    'BCC: eve@example.org,',
    '\tmallory@example.org',
    'Message-ID: <theirs@example.com>',
    'Date: Sun, 22 Nov 2026 10:00:00 +0000',
    'X-Sluice-Id: 1',
    'DKIM-Signature: v=1;',
    '  b=abc',
    'Subject: Hello',
    '  world',
    '',
    'One',
    '',
    'Bcc: in the body',
  ].join('\n');

  expect(finish(message)).toBe(
    [
      'Message-ID: <id@example.com>',
      'From: ada@example.com',
      'Date: Sun, 22 Nov 2026 10:00:00 +0000',
      'Subject: Hello',
      '  world',
      '',
      'One',
      '',
      'Bcc: in the body',
      '',
    ].join('\r\n'),
  );
});

test('adds a Date where there is none', () => {
  expect(finish('From: ada@example.com\r\n\r\nHello\r\n')).toBe(
    `Message-ID: <id@example.com>\r\nDate: ${delivery.date}\r\nFrom: ada@example.com\r\n\r\nHello\r\n`,
  );
});

test('encodes bytes beyond ASCII, so that no receiver has to', () => {
  const body = Buffer.from([0xe9, 0xff, 0x80]);
  const finished = finishRaw(Buffer.concat([Buffer.from('From: ada@example.com\n\n'), body]), delivery).toString();
  expect(finished).toContain('\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=unknown-8bit\r\n');
  expect(finished).toMatch(/\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=E9=FF=80\r\n$/);
});

test.each([
  ['From: a@b.co\nnot a field\n\n', 'has no header field in line 2'],
  ['From a@b.co Mon Nov 23\nFrom: a@b.co\n\n', 'has no header field in line 1'],
  [' folded: first\n\n', 'has no header field in line 1'],
  ['From: a@b.co\rBcc: e@x.co\n\n', 'has a bare carriage return or a NUL in line 1'],
  [`X: ${'a'.repeat(110_000)}\n\n`, 'has a header of more than 100 KB'],
])('refuses the header of %j', (message, problem) => {
  expect(splitRaw(Buffer.from(message))).toEqual({ problem });
});

test('unfolds and decodes a value', () => {
  const split = splitRaw(Buffer.from('From: Jö\r\n <jo@example.com>\r\n\r\n'));
  expect('fields' in split && split.fields.map(valueOf)).toEqual(['Jö <jo@example.com>']);
});

test('whatever the message, the finished one has no bare CR or LF and one Message-ID', () => {
  const character = fc.constantFrom(...'ab: \t\r\n-'.split(''));
  fc.assert(
    fc.property(fc.string({ unit: character, maxLength: 80 }), (rest) => {
      const message = Buffer.from(`From: a@b.co\nMessage-Id: <x>\n${rest}`);
      if ('problem' in splitRaw(message)) return;
      const finished = finishRaw(message, delivery).toString('latin1');
      expect(finished.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      const again = splitRaw(Buffer.from(finished, 'latin1'));
      expect('fields' in again && again.fields.filter(({ name }) => name === 'message-id')).toHaveLength(1);
    }),
    { numRuns: 1_000 },
  );
});
