import type { MailContent } from '#shared/mail/content.ts';

/** The mail of all variants: a text and an HTML part, 10 KB composed. */
const sentence = 'The quick brown fox jumps over the lazy dog and then goes home again.';
const text = `${sentence}\r\n`.repeat(45);
const html = `<html><body>\r\n${`<p>${sentence}</p>\r\n`.repeat(75)}</body></html>\r\n`;

export const fromDomain = 'sender.test';
export const sender = `news@${fromDomain}`;
export const selector = 's1';
export const recipientDomain = 'sink.test';

export const recipientOf = (index: number) => `user${index}@${recipientDomain}`;

export function contentFor(recipient: string): Extract<MailContent, { kind: 'composed' }> {
  return {
    kind: 'composed',
    from: { name: 'Sender', address: sender },
    to: [{ name: 'A Reader', address: recipient }],
    cc: [],
    replyTo: [],
    subject: 'The news of this week',
    text,
    html,
    headers: [],
    list: [],
    attachments: [],
  };
}
