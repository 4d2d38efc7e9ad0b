import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rewrittenBy } from '#shared/mail/dkim-fields.ts';
import { signMessage } from '#shared/mail/dkim-sign.ts';
import { createDkimPair, verifyDkim } from '#test/support/dkim.ts';

const pair = createDkimPair();
const key = { domain: 'example.com', selector: 's2026', key: pair.privateKey };
const records = { 's2026._domainkey.example.com': pair.record };
const atMs = Date.parse('2026-11-23T09:00:00Z');
const sign = (message: string | Buffer, leftOut: ReadonlySet<string> = new Set()) =>
  signMessage(Buffer.from(message), key, { atMs, leftOut });

const mail = [
  'From: Ada <ada@news.example.com>',
  'To: grace@example.org,',
  ' alan@example.org',
  'Subject:  Quarterly\t report ',
  'Date: Mon, 23 Nov 2026 09:00:00 +0000',
  'Message-ID: <1@example.com>',
  'List-Unsubscribe: <https://example.com/u>',
  'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
  'Feedback-ID: spring::bulk:sluice',
  'X-Other: not covered',
  '',
  'Hello  \tGrace ',
  '',
  '.',
  '',
  '',
  '',
].join('\r\n');

test('an independent verifier passes the signature, and sees that it aligns with From', async () => {
  const [verified] = await verifyDkim(sign(mail), records);
  expect(verified).toMatchObject({ result: 'pass', domain: 'example.com', aligned: 'example.com' });
  expect(verified?.signedNames).toEqual(
    expect.arrayContaining([
      'from',
      'to',
      'subject',
      'date',
      'message-id',
      'list-unsubscribe',
      'list-unsubscribe-post',
      'feedback-id',
    ]),
  );
});

test('the same message gives the same bytes, and the message itself stays as it is', () => {
  const signed = sign(mail);
  expect(signed.equals(sign(mail))).toBe(true);
  expect(signed.toString().endsWith(mail)).toBe(true);
  expect(
    signed
      .toString()
      .split('\r\n')
      .every((line) => line.length <= 98),
  ).toBe(true);
});

test.each([
  ['another body', mail.replace('Grace ', 'Mallory')],
  ['another subject', mail.replace('report', 'result')],
  ['a second From above the first', `From: eve@example.net\r\n${mail}`],
  ['a second From below the first', mail.replace('X-Other', 'From: eve@example.net\r\nX-Other')],
  ['a second Subject', mail.replace('X-Other', 'Subject: Win\r\nX-Other')],
  ['a Reply-To where there was none', `Reply-To: eve@example.net\r\n${mail}`],
  ['another way to unsubscribe', mail.replace('https://example.com/u', 'https://example.net/u')],
  ['a second Content-Type', mail.replace('X-Other', 'Content-Type: text/html\r\nX-Other')],
])('does not verify with %s', async (what, changed) => {
  // Content-Type is closed where it occurs; a message without one is text, and gets no second.
  const original = what.includes('Content-Type')
    ? mail.replace('X-Other', 'Content-Type: text/plain\r\nX-Other')
    : mail;
  const signature = sign(original).toString().slice(0, -original.length);
  const altered = what.includes('Content-Type')
    ? original.replace('X-Other', 'Content-Type: text/html\r\nX-Other')
    : changed;
  const [verified] = await verifyDkim(signature + altered, records);
  expect(verified?.result).not.toBe('pass');
});

test('verifies with fields added that it does not cover, blanks changed on the way, and empty lines at the end', async () => {
  const signed = sign(mail).toString();
  const received = `Received: by mx\r\n${signed.replace('Hello  \tGrace ', 'Hello Grace').replace(' Quarterly\t', 'Quarterly ')}\r\n\r\n`;
  expect(await verifyDkim(received, records)).toMatchObject([{ result: 'pass' }]);
});

test('verifies whatever the body', async () => {
  const unit = fc.constantFrom(
    'a',
    'é',
    ' ',
    '\t',
    '\r\n',
    '.',
    '=',
    '\r\n\r\n',
    '\r',
    'x'.repeat(70_000),
    '\r\n'.repeat(3_000),
  );
  await fc.assert(
    fc.asyncProperty(fc.string({ unit, maxLength: 12 }), async (body) => {
      const [verified] = await verifyDkim(sign(`From: a@example.com\r\n\r\n${body}`), records);
      expect(verified?.result).toBe('pass');
    }),
    { numRuns: 200 },
  );
});

test('leaves out what Amazon SES writes anew, and nothing for another relay', async () => {
  expect([...rewrittenBy(null), ...rewrittenBy('smtp.example.com'), ...rewrittenBy('email-smtp.evil.com')]).toEqual([]);
  const signed = sign(mail, rewrittenBy('email-smtp.eu-central-1.amazonaws.com')).toString();
  const throughSes = signed
    .replace('<1@example.com>', '<0100@eu-central-1.amazonses.com>')
    .replace('09:00:00', '09:00:01')
    .replace('X-Other', 'Feedback-ID: ::1.eu-central-1:AmazonSES\r\nX-Other');
  expect(await verifyDkim(throughSes, records)).toMatchObject([{ result: 'pass' }]);
});

test('does not sign what has no header', () => {
  expect(() => sign('no header\r\n\r\nbody')).toThrow('has no header field in line 1');
});
