import { simpleParser } from 'mailparser';
import { expect, test } from 'vitest';
import { compileRaw } from '#infra/local/campaign/raw-template.ts';

const eml = [
  'From: News <news@sender.test>',
  'To: {{name}} <{{email}}>',
  'Subject: For {{name}}',
  'List-Unsubscribe: <https://sender.test/u?r={{email}}>',
  'MIME-Version: 1.0',
  'Content-Type: multipart/alternative; boundary="b 1"',
  '',
  'preamble',
  '--b 1',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'Dear {{na=',
  'me}}=2C gr=C3=BC=C3=9Fe',
  '--b 1',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p>Dear {{name}}</p>',
  '--b 1',
  'Content-Type: text/calendar',
  '',
  'BEGIN:VCALENDAR',
  '--b 1--',
  'epilogue',
].join('\n');

const fill = (row: Record<string, string>, source = eml) => compileRaw(source, 'm.eml', 'email').fill(row);

test('fills header fields, plain text and HTML, each in its own way', async () => {
  const filled = fill({ email: 'a+b@x.test', name: 'Zoë <c@evil.test>, d@evil.test' });
  expect(filled['envelope']).toEqual({ from: 'news@sender.test', to: { address: 'a+b@x.test' } });
  const parsed = await simpleParser(String(filled['raw']));
  expect(parsed.subject).toBe('For Zoë <c@evil.test>, d@evil.test');
  expect(parsed.to).toMatchObject({ value: [{ address: 'a+b@x.test', name: 'Zoë <c@evil.test>, d@evil.test' }] });
  expect(parsed.text).toContain('Dear Zoë <c@evil.test>, d@evil.test, grüße');
  expect(parsed.html).toContain('<p>Dear Zoë &lt;c@evil.test&gt;, d@evil.test</p>');
  expect(String(filled['raw'])).toContain('List-Unsubscribe: <https://sender.test/u?r=a%2Bb%40x.test>');
});

test('adds no header line and no recipient, whatever the values hold', async () => {
  const filled = fill({ email: 'a@x.test>, <c@evil.test', name: 'Ada\r\nBcc: c@evil.test\r\n\r\nx' });
  const parsed = await simpleParser(String(filled['raw']));
  expect(parsed.bcc).toBeUndefined();
  expect(parsed.subject).toBe('For Ada Bcc: c@evil.test x');
  expect(parsed.to).toMatchObject({ value: [{ name: 'Ada Bcc: c@evil.test x' }] });
});

test('leaves a part without placeholders byte for byte', () => {
  expect(String(fill({ email: 'a@x.test', name: 'Ada' })['raw'])).toContain(
    '--b 1\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n--b 1--\r\nepilogue',
  );
});

test('names the columns of all its parts', () => {
  expect(new Set(compileRaw(eml, 'm.eml', 'email').columns)).toEqual(new Set(['name', 'email']));
});

test('leaves a message that has no placeholder as it is', () => {
  const plain = 'From: a@sender.test\r\nSubject: x\r\n\r\nHello\r\n';
  expect(fill({ email: 'b@x.test' }, plain)['raw']).toBe(plain);
});

test('refuses placeholders in a part that is not UTF-8', () => {
  const latin = 'From: a@sender.test\nContent-Type: text/plain; charset=iso-8859-1\n\n{{name}}';
  expect(() => fill({}, latin)).toThrow(
    'm.eml has placeholders in a part of the character set iso-8859-1: save it as UTF-8',
  );
});
