import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadCampaign } from '#infra/local/campaign/campaign.ts';
import { parseSubmission } from '#shared/mail/parse-submission.ts';

const dir = mkdtempSync(join(tmpdir(), 'campaign-'));
afterAll(() => rmSync(dir, { recursive: true }));

let files = 0;
function file(content: string | Uint8Array, extension: string): string {
  const path = join(dir, `${(files += 1)}.${extension}`);
  writeFileSync(path, content);
  return path;
}

const mail = { from: 'News <news@sender.test>', subject: 'Hello {{name}}', text: 'Dear {{ Name }}', stream: 'bulk' };
const load = (csv: string, message: unknown = mail) =>
  loadCampaign(file(csv, 'csv'), file(JSON.stringify(message), 'json'), 0);
const documents = (campaign: ReturnType<typeof load>) =>
  [...campaign.bodies()].map((body) => JSON.parse(body) as Record<string, unknown>);

test('makes one submission of each row, numbered, the same at every reading', () => {
  const campaign = load('Email,name\na@x.test,Ada\nb@Y.test,Bo\n');
  const first = documents(campaign);
  expect(first).toEqual([
    {
      ...mail,
      version: 1,
      id: `${campaign.id}-1`,
      to: { address: 'a@x.test' },
      subject: 'Hello Ada',
      text: 'Dear Ada',
    },
    { ...mail, version: 1, id: `${campaign.id}-2`, to: { address: 'b@Y.test' }, subject: 'Hello Bo', text: 'Dear Bo' },
  ]);
  expect(documents(campaign)).toEqual(first);
  expect([campaign.size, ...campaign.domains]).toEqual([2, ['x.test', 1], ['y.test', 1]]);
  expect(load('Email,name\na@x.test,Ada\nb@Y.test,Bo\n').id).toBe(campaign.id);
});

test('takes the recipient from a column "to" where there is no "email"', () => {
  expect(documents(load('name,to\nAda,a@x.test\n'))[0]).toMatchObject({ to: { address: 'a@x.test' } });
});

test('escapes values in HTML', () => {
  const [document] = documents(load('email,name\na@x.test,"<b>&""\'"\n', { ...mail, html: '<p title="{{name}}">' }));
  expect(document?.['html']).toBe('<p title="&lt;b&gt;&amp;&quot;&#39;">');
});

test('escapes values in List-* URLs', () => {
  const message = { ...mail, list: { unsubscribe: { url: 'https://s.test/u?r={{email}}', comment: 'for {{name}}' } } };
  const [document] = documents(load('email,name\na+b@x.test,Ada\n', message));
  expect(document?.['list']).toEqual({ unsubscribe: { url: 'https://s.test/u?r=a%2Bb%40x.test', comment: 'for Ada' } });
});

test('does not look for placeholders in values', () => {
  expect(documents(load('email,name\na@x.test,{{email}}\n'))[0]).toMatchObject({ text: 'Dear {{email}}' });
});

test('keeps a value with line breaks in one header line', () => {
  const message = { ...mail, headers: { 'X-Name': '{{name}}' } };
  const [document] = documents(load('email,name\na@x.test,"Ada\r\nBcc: c@evil.test"\n', message));
  expect(document).toMatchObject({
    subject: 'Hello Ada Bcc: c@evil.test',
    headers: { 'X-Name': 'Ada Bcc: c@evil.test' },
  });
});

test('adds no recipient, whatever the values hold', () => {
  const message = { ...mail, to: '{{name}} <{{email}}>', replyTo: '{{name}} <r@sender.test>' };
  const csv = 'email,name\na@x.test,"Ada <c@evil.test>, d@evil.test"\n"b@x.test, c@evil.test",Bo\n';
  const [first = '', second = ''] = load(csv, message).bodies();
  const parsed = parseSubmission(first, 0);
  expect(parsed).toMatchObject({ kind: 'parsed', submission: { recipients: ['a@x.test'] } });
  expect(parsed).toMatchObject({
    submission: { body: { replyTo: [{ name: 'Ada c evil.test d evil.test', address: 'r@sender.test' }] } },
  });
  // Not an address: for the pipeline to refuse.
  expect(parseSubmission(second, 0)).toMatchObject({ kind: 'refused', faults: [{ field: 'to' }] });
});

test('writes ASCII, whatever the values hold', () => {
  const [body = ''] = load('email,name\na@x.test,Zoë 🚂\n').bodies();
  expect(body).toMatch(/^[ -~]*$/);
  expect(JSON.parse(body)).toMatchObject({ text: 'Dear Zoë 🚂' });
});

describe('says in one line what is wrong with', () => {
  const cases: readonly [string, () => unknown, RegExp][] = [
    [
      'a column that the message needs',
      () => load('email\na@x.test\n'),
      /uses \{\{name\}\}, but .* \(it has: email\)$/,
    ],
    ['a CSV without recipients', () => load('name\nAda\n'), /no column "email" or "to" \(it has: name\)$/],
    ['a CSV of a header alone', () => load('email,name\n'), /no rows$/],
    ['an empty CSV', () => load(''), /is empty/],
    ['a row with too many cells', () => load('email,name\na@x.test,Ada\nb@x.test,Bo,x\n'), /not a CSV file: .*line 3/],
    ['a column that is there twice', () => load('email,name,Name\na@x.test,A,B\n'), /column "name" twice$/],
    ['a file that is not there', () => loadCampaign(join(dir, 'none.csv'), file('{}', 'json'), 0), /no such file$/],
    ['a folder', () => loadCampaign(dir, file('{}', 'json'), 0), /is a folder$/],
    [
      'a file that is not UTF-8',
      () => loadCampaign(file(Buffer.from([0x65, 0xe9]), 'csv'), file('{}', 'json'), 0),
      /not UTF-8/,
    ],
    [
      'a message that is not JSON',
      () => loadCampaign(file('email\na@x.test\n', 'csv'), file('{', 'json'), 0),
      /is not JSON: /,
    ],
    [
      'a message with its own recipients',
      () => load('email,name\na@x.test,Ada\n', { ...mail, to: 'b@x.test' }),
      /"to" must/,
    ],
    [
      'a message with copies',
      () => load('email,name\na@x.test,Ada\n', { ...mail, bcc: 'b@x.test' }),
      /leave out "bcc"/,
    ],
    ['a field that no submission has', () => load('email,name\na@x.test,Ada\n', { ...mail, sbject: 'x' }), /sbject/],
    [
      'a message too large for SQS',
      () => load('email,name\na@x.test,Ada\n', { ...mail, text: 'x'.repeat(1_048_576) }),
      /row 1; SQS takes 1048576/,
    ],
  ];
  test.each(cases)('%s', (_, run, message) => {
    expect(run).toThrow(message);
    expect(run).toThrow(expect.objectContaining({ name: 'UsageError', message: expect.not.stringContaining('\n') }));
  });
});
