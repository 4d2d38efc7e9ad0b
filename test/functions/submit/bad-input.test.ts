import { afterAll, beforeAll, expect, test } from 'vitest';
import { maxMessageBytes, startSubmitPipeline, submission, type SubmitPipeline } from './pipeline.ts';

let pipeline: SubmitPipeline;
beforeAll(async () => {
  pipeline = await startSubmitPipeline();
  await pipeline.putObject('sources', 'mail/large.bin', Buffer.alloc(maxMessageBytes + 1));
  await pipeline.putObject('elsewhere', 'mail/secret.txt', 'secret');
  await pipeline.putObject('sources', 'mailbox/secret.txt', 'secret');
  await pipeline.putObject('sources', 'mail/foreign.eml', 'From: eve@elsewhere.test\r\n\r\nHello');
});
afterAll(() => pipeline[Symbol.asyncDispose]());

const envelope = { from: 'ada@example.com', to: ['grace@open.test'] };
const raw = (changes: Record<string, unknown>) => ({
  version: 1,
  id: 'raw',
  envelope,
  raw: 'From: ada@example.com\r\nSubject: Hello\r\n\r\nHello',
  ...changes,
});
const attached = (attachment: Record<string, unknown>) => submission({ attachments: [attachment] });

const refusals: [what: string, body: string | object, field: string, expected: RegExp][] = [
  ['what is not JSON', 'hello', '(body)', /JSON document/],
  ['a JSON value that is no object', '[1, 2]', '(body)', /JSON object/],
  ['an unknown version', submission({ version: 2 }), 'version', /1/],
  ['a submission without an id', submission({ id: undefined }), 'id', /1 to 128/],
  ['a submission without a recipient', submission({ to: undefined }), 'to', /to, cc or bcc/],
  ['an empty list of recipients', submission({ to: [] }), 'to', /1 to 500/],
  ['a bad address', submission({ to: ['grace@open.test', 'grace at open.test'] }), 'to[1]', /ada@example.com/],
  ['an address of a single label', submission({ to: 'root@localhost' }), 'to', /ada@example.com/],
  ['an unknown field', submission({ priority: 'high' }), 'priority', /only version, id, from/],
  ['a file as html', submission({ html: { path: '/etc/passwd' } }), 'html', /HTML/],
  ['a URL as html', submission({ html: { href: 'http://169.254.169.254/' } }), 'html', /HTML/],
  ['the name of a file as html text', submission({ html: 'file:///etc/passwd' }), 'html', /HTML text itself/],
  ['a file as attachment', attached({ path: '/etc/passwd' }), 'attachments[0].path', /source/],
  ['a URL as attachment', attached({ href: 'https://example.com/a.pdf' }), 'attachments[0].href', /source/],
  ['a file as source', attached({ source: 'file:///etc/passwd' }), 'attachments[0].source', /s3:\/\/bucket\/key/],
  ['a file as raw', raw({ raw: { path: '/etc/passwd' } }), 'raw', /MIME/],
  ['a URL as raw', raw({ raw: 'https://example.com/a.eml' }), 'raw', /MIME/],
  ['CR/LF in a header value', submission({ headers: { 'X-A': 'a\r\nBcc: eve@x.test' } }), 'headers["X-A"]', /one line/],
  ['a line feed in the subject', submission({ subject: 'a\nBcc: eve@x.test' }), 'subject', /one line/],
  ['a line break in a name', submission({ to: { name: 'a\r\nb', address: 'a@open.test' } }), 'to', /ada@example.com/],
  ['Bcc as a header', submission({ headers: { BCC: 'eve@open.test' } }), 'headers.BCC', /"bcc"/],
  ['a header of ours', submission({ headers: [{ key: 'X-Sluice-Id', value: 'a' }] }), 'headers[0]', /pipeline/],
  ['a From-domain of someone else', submission({ from: 'eve@elsewhere.test' }), 'from', /example\.com/],
  [
    'an envelope of someone else',
    submission({ envelope: { from: 'a@elsewhere.test' } }),
    'envelope.from',
    /example\.com/,
  ],
  ['a raw author of someone else', raw({ raw: 'From: eve@elsewhere.test\n\nHello' }), 'raw', /example\.com/],
  ['a raw author of someone else in S3', raw({ raw: 's3://sources/mail/foreign.eml' }), 'raw', /example\.com/],
  ['two authors in raw', raw({ raw: 'From: ada@example.com\nFrom: eve@x.test\n\nHello' }), 'raw', /one From/],
  ['a missing object', attached({ source: 's3://sources/mail/none' }), 'attachments[0].source', /exists/],
  ['a missing bucket', raw({ raw: 's3://sources/mail/none' }), 'raw', /exists/],
  [
    'an object too large',
    attached({ source: 's3://sources/mail/large.bin' }),
    'attachments[0].source',
    /at most 200000/,
  ],
  [
    'an object of another bucket',
    attached({ source: 's3://elsewhere/mail/secret.txt' }),
    'attachments[0].source',
    /sources\/mail/,
  ],
  [
    'an object of another prefix',
    attached({ source: 's3://sources/mailbox/secret.txt' }),
    'attachments[0].source',
    /sources\/mail/,
  ],
  [
    'a way out of the prefix',
    attached({ source: 's3://sources/mail/../mailbox/secret.txt' }),
    'attachments[0].source',
    /s3:/,
  ],
  ['a past expiresAt', submission({ expiresAt: '2020-01-01T00:00:00Z' }), 'expiresAt', /after/],
  [
    'a sendAt of next week',
    submission({ sendAt: new Date(Date.now() + 7 * 86_400_000).toISOString() }),
    'sendAt',
    /until/,
  ],
  ['a time without an offset', submission({ sendAt: '2030-01-01T00:00:00' }), 'sendAt', /offset/],
  ['an unknown stream', submission({ stream: 'letters' }), 'stream', /one of transactional, bulk/],
  [
    '501 recipients',
    submission({ to: Array.from({ length: 501 }, (_, i) => `a${i}@open.test`).join(',') }),
    'to',
    /500/,
  ],
  ['inline content too large', submission({ text: 'x'.repeat(maxMessageBytes + 1) }), 'html', /at most 200000/],
];

test.each(refusals)('refuses %s, and the rest of its batch goes out', async (_what, body, field, expected) => {
  const original = typeof body === 'string' ? body : JSON.stringify(body);
  const before = submission();
  const after = submission();

  const { response, records } = await pipeline.submit([before, original, after]);

  const refused = await pipeline.takeRefused();
  const copies = await pipeline.takeCopies('transactional');
  const events = await pipeline.takeEvents();
  expect(response.batchItemFailures).toEqual([]);
  expect(refused.map(({ Body }) => Body)).toEqual([original]);
  const attributes = refused[0]?.MessageAttributes ?? {};
  const reason = attributes['reason']?.StringValue ?? '';
  expect(attributes['field']?.StringValue).toBe(field);
  expect(attributes['expected']?.StringValue).toMatch(expected);
  expect(reason.slice(0, field.length + 2)).toBe(`${field}: `);
  expect(records.map(({ messageId }) => messageId)).toContain(attributes['messageId']?.StringValue);
  expect(copies.map(({ submissionId }) => submissionId).sort()).toEqual(
    [String(before['id']), String(after['id'])].sort(),
  );
  expect(events.map(({ eventType }) => eventType).sort()).toEqual(['Reject', 'Send', 'Send']);
  expect(events.find(({ eventType }) => eventType === 'Reject')?.reject?.reason).toBe(reason);
});

test('tells all faults of a submission together', async () => {
  await pipeline.submit([
    submission({ to: 'nobody', subject: 'a\nb', colour: 'red', expiresAt: '2020-01-01T00:00:00Z' }),
  ]);

  const [refused] = await pipeline.takeRefused();
  const faults = JSON.parse(refused?.MessageAttributes?.['faults']?.StringValue ?? '[]') as { field: string }[];
  expect(faults.map(({ field }) => field).sort()).toEqual(['colour', 'expiresAt', 'subject', 'to']);
  await pipeline.takeEvents();
});
