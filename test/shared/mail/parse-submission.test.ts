import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxFaults } from '#shared/mail/fault.ts';
import { parseSubmission } from '#shared/mail/parse-submission.ts';

const sentAtMs = Date.parse('2026-11-23T09:00:00Z');
const right = {
  version: 1,
  id: 'order-42',
  from: 'Ada <ada@example.com>',
  to: 'grace@example.org',
  subject: 'Hello',
  text: 'Hello',
};

const parse = (changes: object) => parseSubmission(JSON.stringify({ ...right, ...changes }), sentAtMs);
const submissionOf = (changes: object) => {
  const result = parse(changes);
  if (result.kind !== 'parsed') throw new Error(JSON.stringify(result.faults));
  return result.submission;
};
const fieldsOf = (changes: object) => {
  const result = parse(changes);
  return result.kind === 'refused' ? result.faults.map(({ field }) => field) : [];
};

test('reads every form of address and counts each recipient once', () => {
  const { recipients } = submissionOf({
    to: ['a@x.org, b@x.org', { name: 'C', address: 'c@X.ORG' }],
    cc: { address: 'c@x.org' },
    bcc: '"D, d" <d@x.org>',
  });
  expect(recipients).toEqual(['a@x.org', 'b@x.org', 'c@x.org', 'd@x.org']);
});

test('takes the From address as sender, another from the envelope, and none where it is null', () => {
  expect(submissionOf({}).sender).toBe('ada@example.com');
  expect(submissionOf({ envelope: { from: 'Bounces <b@example.com>' } }).sender).toBe('b@example.com');
  expect(submissionOf({ envelope: { from: null } }).sender).toBeNull();
});

test('reads times with their offsets', () => {
  const { notBeforeMs, expiresAtMs } = submissionOf({
    sendAt: '2026-11-23T12:00:00+02:00',
    expiresAt: '2026-11-23T12:00:00Z',
  });
  expect([notBeforeMs, expiresAtMs]).toEqual([sentAtMs + 3_600_000, sentAtMs + 3 * 3_600_000]);
});

test('reads headers and lists in every form of nodemailer', () => {
  const { body } = submissionOf({
    headers: { 'X-A': ['1', '2'], 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
    list: {
      unsubscribe: ['https://example.com/u?a=1&b=2', { url: 'leave@example.com', comment: 'by mail' }],
      id: { url: 'news.example.com', comment: 'News' },
    },
  });
  expect(body).toMatchObject({
    headers: [
      { key: 'X-A', value: '1' },
      { key: 'X-A', value: '2' },
      { key: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
    ],
    list: [
      { key: 'List-Unsubscribe', value: '<https://example.com/u?a=1&b=2>, <mailto:leave@example.com> (by mail)' },
      { key: 'List-ID', value: '"News" <news.example.com>' },
    ],
  });
});

test.each([
  ['Content-Type', 'text/html'],
  ['mime-version', '1.0'],
  ['MESSAGE-ID', '<a@b>'],
  ['Received', 'from x'],
  ['Return-Path', '<a@b.c>'],
  ['DKIM-Signature', 'v=1'],
  ['From', 'eve@example.org'],
  ['Reply-To', 'eve@example.org'],
  ['Resent-Bcc', 'eve@example.org'],
  ['X A', 'a'],
  ['X-A:', 'a'],
  ['X-A\r\nBcc', 'a'],
  ['X-A', 'a\u2028b'],
  ['X-A', 'a'.repeat(901)],
])('refuses the header %j: %j', (key, value) => {
  expect(fieldsOf({ headers: { [key]: value } })).toHaveLength(1);
  expect(fieldsOf({ headers: [{ key, value }] })).toEqual(['headers[0]']);
});

test.each([
  ['javascript:alert(1)', 'unsubscribe'],
  ['https://example.com/a>, <https://evil.test/', 'unsubscribe'],
  ['https://example.com/\r\nBcc: a@b.c', 'unsubscribe'],
  ['file:///etc/passwd', 'help'],
  ['not an id', 'id'],
])('refuses %j as a list URL', (url, name) => {
  expect(fieldsOf({ list: { [name]: url } })).toEqual([`list.${name}`]);
});

test.each([
  [{ filename: '../../etc/passwd', content: '' }, 'filename'],
  [{ filename: 'a\r\nb', content: '' }, 'filename'],
  [{ content: 'not base64!', encoding: 'base64' }, 'content'],
  [{ content: 'QUJD', encoding: 'hex' }, 'encoding'],
  [{ content: 's3://bucket/key' }, 'content'],
  [{ content: 'a', contentType: 'text/html\r\nX: y' }, 'contentType'],
  [{ content: 'a', contentType: 'multipart/mixed' }, 'contentType'],
  [{ content: 'a', cid: 'a>b' }, 'cid'],
  [{ source: 's3://bucket/a/../b' }, 'source'],
  [{ source: 's3://bucket/key', encoding: 'base64' }, 'encoding'],
])('refuses the attachment %j', (attachment, field) => {
  expect(fieldsOf({ attachments: [attachment] })).toEqual([`attachments[0].${field}`]);
});

test('does not take both a source and inline content, nor neither', () => {
  const fault = 'attachments[0]';
  expect(fieldsOf({ attachments: [{ filename: 'a' }] })).toEqual([fault]);
  expect(fieldsOf({ attachments: [{ content: 'a', source: 's3://bucket/key' }] })).toEqual([fault]);
});

test('does not mix a raw message with fields of a composed one', () => {
  const envelope = { from: 'ada@example.com', to: 'grace@example.org' };
  expect(fieldsOf({ raw: 'From: ada@example.com\n\nHello', envelope })).toEqual(['from', 'to', 'subject', 'text']);
  expect(fieldsOf({ envelope })).toEqual(['envelope.to']);
});

test('judges times at the moment of sending, so that a redelivery is judged the same', () => {
  const body = JSON.stringify({ ...right, expiresAt: '2026-11-23T09:00:01Z' });
  expect(parseSubmission(body, sentAtMs).kind).toBe('parsed');
  expect(parseSubmission(body, sentAtMs + 1_000).kind).toBe('refused');
});

test('bounds the faults it tells', () => {
  const result = parse(Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field${index}`, index])));
  expect(result.kind === 'refused' && result.faults.length).toBe(maxFaults);
});

const names =
  'cc bcc replyTo html headers list attachments raw envelope stream tags sendAt expiresAt address name content source path href __proto__ constructor key value';
const key = fc.constantFrom(...Object.keys(right), ...names.split(' '));
const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    'a@b.co',
    's3://bucket/key',
    'file:///etc/passwd',
    '2026-11-23T10:00:00Z',
    'a\r\nBcc: b@c.co',
    'From: a@b.co\n\n',
  ),
);
const { document } = fc.letrec((tie) => ({
  document: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(hostileText, fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('document'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('document')), { maxLength: 8 }).map((entries) => JSON.parse(toJson(entries)) as unknown),
  ),
}));

/** Written by hand so that `__proto__` becomes a key of its own, as it does in a parsed body. */
function toJson(entries: [string, unknown][]): string {
  return `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
}

test('never throws, and what it refuses it explains field by field', () => {
  fc.assert(
    fc.property(fc.oneof(document, fc.array(fc.tuple(key, document), { maxLength: 6 })), (value) => {
      const changes: [string, unknown][] = Array.isArray(value) ? (value as [string, unknown][]) : [['text', value]];
      const body = toJson([...Object.entries(right), ...changes.filter((entry) => Array.isArray(entry))]);
      const result = parseSubmission(body, sentAtMs);
      if (result.kind === 'parsed') {
        expect(result.submission.recipients.length).toBeGreaterThan(0);
        return;
      }
      expect(result.faults.length).toBeGreaterThan(0);
      for (const fault of result.faults) {
        expect(fault.field).not.toBe('');
        expect(fault.problem).not.toBe('');
        expect(fault.expected).not.toBe('');
      }
    }),
    { numRuns: 1_000 },
  );
});

test('never throws on text that is not JSON', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (body) => {
      expect(parseSubmission(body, sentAtMs).kind).toBe('refused');
    }),
  );
});
