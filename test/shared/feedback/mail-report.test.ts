import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { reportsOfMail } from '#shared/feedback/mail-report.ts';
import { bounceAddress } from '#shared/mail/bounce-address.ts';
import { deliveryId } from '#shared/mail/delivery.ts';
import { aComplaint, aStatus } from './a-report.ts';

const secret = 'k'.repeat(32);
const grace = 'grace@example.org';
const id = deliveryId('example.com', 'order-42', grace);
const ours = bounceAddress(id, grace, 'bounce.example.com', secret);

describe('a delivery status notification', () => {
  it('to an address of ours is vouched for', async () => {
    expect(await reportsOfMail(aStatus({ to: ours }), [secret])).toEqual([
      {
        kind: 'bounce',
        recipient: grace,
        isVouched: true,
        deliveryId: id,
        isPermanent: true,
        reply: expect.objectContaining({ code: 550, enhanced: '5.1.1' }),
        complaint: null,
        reporter: 'mx.example.org',
        atMs: Date.parse('2026-11-23T10:00:00Z'),
      },
    ]);
  });

  it('names no other recipient than the one that the address was made for', async () => {
    const [report] = (await reportsOfMail(aStatus({ to: ours, recipient: 'alan@example.org' }), [secret])) ?? [];
    expect(report).toMatchObject({ recipient: 'alan@example.org', isVouched: false, deliveryId: id });
  });

  it('to an address that somebody made up is not vouched for', async () => {
    const forged = bounceAddress(id, grace, 'bounce.example.com', 'x'.repeat(32));
    const [report] = (await reportsOfMail(aStatus({ to: forged }), [secret])) ?? [];
    expect(report).toMatchObject({ recipient: grace, isVouched: false, deliveryId: null });
  });

  it('is proven by the return path of the mail that it returns, and by the original recipient', async () => {
    const raw = aStatus({
      recipient: 'g.hopper@internal.example',
      fields: `Original-Recipient: rfc822;${grace}\n`,
      original: `Return-Path: <${ours}>\nSubject: x\n\nhello\n`,
    });
    expect(await reportsOfMail(raw, ['n'.repeat(32), secret])).toMatchObject([{ recipient: grace, isVouched: true }]);
  });

  it('of a delay is no bounce', async () => {
    expect(await reportsOfMail(aStatus({ to: ours }).replace('Action: failed', 'Action: delayed'), [secret])).toEqual(
      [],
    );
  });

  it('without a reply is judged by its status', async () => {
    const raw = aStatus({ to: ours }).replace(/Diagnostic-Code: smtp; 550 5.1.1/, 'Diagnostic-Code: X-Local; sorry,');
    expect(await reportsOfMail(raw, [secret])).toMatchObject([{ reply: { code: 550, enhanced: '5.1.1' } }]);
  });
});

describe('a complaint', () => {
  it('is vouched for where it returns our return path and tells the recipient', async () => {
    const fields = `Original-Mail-From: <${ours}>\nOriginal-Rcpt-To: <${grace}>\n`;
    expect(await reportsOfMail(aComplaint({ fields }), [secret])).toMatchObject([
      { kind: 'complaint', recipient: grace, isVouched: true, deliveryId: id, complaint: 'abuse' },
    ]);
  });

  it('finds the recipient in the mail that it returns', async () => {
    const original = `Return-Path: <${ours}>\nTo: Grace <${grace}>\nSubject: x\n\nhello\n`;
    expect(await reportsOfMail(aComplaint({ original }), [secret])).toMatchObject([
      { recipient: grace, isVouched: true },
    ]);
  });

  it('that hides its recipient names the delivery alone', async () => {
    const fields = `Original-Mail-From: <${ours}>\nOriginal-Rcpt-To: <redacted@example.org>\n`;
    expect(await reportsOfMail(aComplaint({ fields }), [secret])).toMatchObject([{ isVouched: false, deliveryId: id }]);
  });

  it.each(['not-spam', 'auth-failure'])('of the type %s is none', async (type) => {
    expect(await reportsOfMail(aComplaint({ type }), [secret])).toEqual([]);
  });
});

test('any other mail is no report', async () => {
  expect(await reportsOfMail('From: a@b.co\r\nSubject: out of office\r\n\r\nI am away.\r\n', [secret])).toBeNull();
});

test('whatever it is given, it answers', async () => {
  const pieces = [
    '--part',
    'Content-Type: message/delivery-status',
    '',
    'Action: failed',
    `To: ${ours}`,
    ':',
    ';',
    '<',
  ];
  const lines = fc.array(fc.oneof(fc.string(), fc.constantFrom(...pieces)), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(lines, fc.constantFrom('\n', '\r\n'), async (some, end) => {
      const reports = await reportsOfMail([...some, aStatus(), ...some].join(end), [secret]);
      expect(reports === null || Array.isArray(reports)).toBe(true);
    }),
  );
});

test.each([
  [
    'nests deeper',
    Array.from({ length: 200 }, () => 'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n').join(''),
  ],
  ['has a longer header', `Subject: ${'é'.repeat(200_000)}\r\n${aStatus({ to: ours })}`],
])('a mail that %s than any report is none', async (_what, raw) => {
  expect(await reportsOfMail(raw, [secret])).toBeNull();
});

test('a report of anybody’s is short enough to be told', async () => {
  const long = 'x'.repeat(15_000);
  const status = aStatus({ recipient: `${long}@example.org` }).replace('dns; mx.example.org', long);
  expect(await reportsOfMail(status, [secret])).toMatchObject([{ recipient: null, reporter: 'x'.repeat(255) }]);
  const fields = `Original-Rcpt-To: ${'x'.repeat(300)}@example.org\n`;
  expect(await reportsOfMail(aComplaint({ type: long, fields }), [secret])).toMatchObject([
    { recipient: null, complaint: 'x'.repeat(255) },
  ]);
});

test('a mail is read for ten thousand lines, each of which takes memory', async () => {
  const after = (lines: number) => aStatus().replace('--part\r\n', `${'\r\n'.repeat(lines)}--part\r\n`);
  expect(await reportsOfMail(after(9_000), [])).toHaveLength(1);
  expect(await reportsOfMail(after(11_000), [])).toBeNull();
});

test('a hostile mail costs no more than it is long', async () => {
  const fields = `Original-Rcpt-To: ${'a'.repeat(200_000)}\n`;
  expect(await reportsOfMail(aComplaint({ fields }), [secret])).toMatchObject([{ recipient: null, isVouched: false }]);
  const lines = `${aStatus({ to: ours })}${'a:b\r\n\r\n'.repeat(200_000)}`;
  expect(await reportsOfMail(lines, [secret])).toMatchObject([{ recipient: grace, isVouched: true }]);
});
