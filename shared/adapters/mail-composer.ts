import MailComposer from 'nodemailer/lib/mail-composer';
import type { MailContent } from '../mail/content.ts';
import type { DeliveryCopy } from '../mail/delivery.ts';
import { finishRaw } from '../mail/finish-raw.ts';

/**
 * The message of one delivery, the same bytes each time: Message-ID, Date and boundaries come from the copy, so that a repeated
 * attempt sends what a receiver can tell to be the same message. CRLF line ends; blind recipients do not appear.
 */
export async function composeMessage(copy: DeliveryCopy, content: MailContent): Promise<Buffer> {
  const messageId = `<${copy.id}@${copy.fromDomain}>`;
  const date = new Date(copy.acceptedAtMs);
  if (content.kind === 'raw') {
    return finishRaw(Buffer.from(content.base64, 'base64'), { messageId, date: rfc5322(date) });
  }
  const { from, to, cc, replyTo, subject, text, html } = content;
  const composer = new MailComposer({
    from,
    to,
    cc,
    replyTo,
    subject,
    text,
    html,
    messageId,
    date,
    headers: [
      ...content.headers.map(({ key, value }) => ({ key, value })),
      // nodemailer would encode the angle brackets' URLs as words; a List-* value is ASCII and already in form.
      ...content.list.map(({ key, value }) => ({ key, value: { prepared: true, foldLines: true, value } })),
    ],
    attachments: content.attachments.map(({ base64, ...rest }) => ({
      ...rest,
      content: Buffer.from(base64, 'base64'),
    })),
    baseBoundary: copy.id,
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

/** RFC 5322 §3.3: `Mon, 23 Nov 2026 09:00:00 +0000`. */
function rfc5322(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}
