import { type AddressObject, simpleParser } from 'mailparser';
import { expect, test } from 'vitest';
import { composeMessage } from '#shared/adapters/mail-composer.ts';
import type { MailContent } from '#shared/mail/content.ts';
import type { DeliveryCopy } from '#shared/mail/delivery.ts';

const copy: DeliveryCopy = {
  version: 1,
  id: 'abcdefghijklmnopqrstuv',
  submissionId: 'order-42',
  generation: 1,
  attempts: 0,
  lane: 'bulk',
  sender: 'bounces@example.com',
  recipient: 'grace@example.org',
  fromDomain: 'example.com',
  acceptedAtMs: Date.parse('2026-11-23T09:00:00Z'),
  expiresAtMs: Date.parse('2026-11-24T09:00:00Z'),
  hops: 0,
  content: { kind: 'inline', json: '' },
  tags: {},
};
const content: MailContent = {
  kind: 'composed',
  from: { name: 'Lovelace, Ada', address: 'ada@example.com' },
  to: [{ name: 'Grace 👋', address: 'grace@example.org' }, { address: 'jõ@xn--bcher-kva.example' }],
  cc: [],
  replyTo: [{ address: 'support@example.com' }],
  subject: 'Grüße 👋',
  text: 'Line 1\n.\nFrom here\n',
  html: '<p>Grüße <img src="cid:logo"></p>',
  headers: [{ key: 'X-Campaign', value: 'spring' }],
  list: [{ key: 'List-Unsubscribe', value: '<https://example.com/u?a=1&b=2>, <mailto:leave@example.com>' }],
  attachments: [
    { filename: 'Übersicht.pdf', contentType: 'application/pdf', base64: Buffer.from('%PDF').toString('base64') },
    { filename: 'logo.png', cid: 'logo', base64: Buffer.from('png').toString('base64') },
  ],
};

test('composes the same bytes each time, and others for another delivery', async () => {
  const first = await composeMessage(copy, content);
  const second = await composeMessage({ ...copy, generation: 2, attempts: 1, hops: 3 }, content);
  const other = await composeMessage({ ...copy, id: 'vutsrqponmlkjihgfedcba' }, content);

  expect(second.equals(first)).toBe(true);
  expect(other.equals(first)).toBe(false);
});

test('composes what an independent parser reads back', async () => {
  const parsed = await simpleParser(await composeMessage(copy, content));

  expect(parsed.messageId).toBe('<abcdefghijklmnopqrstuv@example.com>');
  expect(parsed.date).toEqual(new Date(copy.acceptedAtMs));
  expect(parsed.from?.value).toEqual([{ name: 'Lovelace, Ada', address: 'ada@example.com' }]);
  expect((parsed.to as AddressObject).value[0]).toEqual({ name: 'Grace 👋', address: 'grace@example.org' });
  expect(parsed.subject).toBe('Grüße 👋');
  expect(parsed.text?.trimEnd()).toBe('Line 1\n.\nFrom here');
  expect(parsed.html).toContain('Grüße');
  expect(parsed.headers.get('x-campaign')).toBe('spring');
  expect(parsed.headers.get('list')).toMatchObject({
    unsubscribe: { url: 'https://example.com/u?a=1&b=2', mail: 'leave@example.com' },
  });
  expect(parsed.attachments.map(({ filename, contentType, cid }) => [filename, contentType, cid])).toEqual([
    ['logo.png', 'image/png', 'logo'],
    ['Übersicht.pdf', 'application/pdf', undefined],
  ]);
});

test('ends every line with CRLF', async () => {
  for (const mail of [
    content,
    { kind: 'raw', base64: Buffer.from('From: a@b.co\n\na\nb').toString('base64') } as const,
  ]) {
    const text = (await composeMessage(copy, mail)).toString('latin1');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(text.endsWith('\r\n')).toBe(true);
  }
});

test('gives a raw message the Message-ID and the Date of its delivery', async () => {
  const raw = 'From: ada@example.com\nMessage-ID: <x@y>\nBcc: eve@example.org\nSubject: Hello\n\nHello';
  const parsed = await simpleParser(
    await composeMessage(copy, { kind: 'raw', base64: Buffer.from(raw).toString('base64') }),
  );

  expect(parsed.messageId).toBe('<abcdefghijklmnopqrstuv@example.com>');
  expect(parsed.date).toEqual(new Date(copy.acceptedAtMs));
  expect(parsed.bcc).toBeUndefined();
  expect(parsed.subject).toBe('Hello');
});
