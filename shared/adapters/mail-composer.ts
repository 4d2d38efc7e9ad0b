import { isAscii } from 'node:buffer';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { MailContent } from '../mail/content.ts';
import type { DeliveryCopy } from '../mail/delivery.ts';
import { withCrlf } from '../mail/crlf.ts';
import { feedbackId } from '../mail/feedback-id.ts';
import { finishRaw } from '../mail/finish-raw.ts';
import { splitRaw } from '../mail/raw-message.ts';
import { toSevenBit } from '../mail/seven-bit.ts';
import { unsubscribeHeaders } from '../mail/unsubscribe.ts';

export interface ComposeOptions {
  /** The sender's part of Feedback-ID; '' for none. */
  readonly feedbackSender?: string;
}

/**
 * The message of one delivery, the same bytes each time: Message-ID, Date and boundaries come from the copy, so that a repeated
 * attempt sends what a receiver can tell to be the same message. CRLF line ends, a body of seven bits; blind recipients do not appear.
 */
export async function composeMessage(
  copy: DeliveryCopy,
  content: MailContent,
  { feedbackSender = '' }: ComposeOptions = {},
): Promise<Buffer> {
  const messageId = `<${copy.id}@${copy.fromDomain}>`;
  const date = new Date(copy.acceptedAtMs);
  const feedback =
    feedbackSender === '' ? [] : [{ key: 'Feedback-ID', value: feedbackId(feedbackSender, copy.lane, copy.tags) }];
  if (content.kind === 'raw') {
    return finishRaw(Buffer.from(content.base64, 'base64'), { messageId, date: rfc5322(date) }, feedback);
  }
  const { from, to, cc, replyTo, subject, text, html, unsubscribe } = content;
  const leave = unsubscribe ? unsubscribeHeaders(unsubscribe, { delivery: copy.id, recipient: copy.recipient }) : [];
  const hasFeedback = content.headers.some(({ key }) => key.toLowerCase() === 'feedback-id');
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
      // nodemailer would encode the angle brackets' URLs as words; these values are ASCII and already in form.
      ...[...content.list, ...leave, ...(hasFeedback ? [] : feedback)].map(({ key, value }) => ({
        key,
        value: { prepared: true, foldLines: true, value },
      })),
    ],
    attachments: content.attachments.map(({ base64, ...rest }) => ({
      ...rest,
      content: Buffer.from(base64, 'base64'),
    })),
    baseBoundary: copy.id,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // Not `newline: 'windows'`: its stream looks at each byte, and costs more than the rest of the composition.
  return inSevenBit(withCrlf(await composer.compile().build()));
}

/** An attached message (message/rfc822) may not be encoded as a whole, and comes as it was. */
function inSevenBit(message: Buffer): Buffer {
  if (isAscii(message)) return message;
  const split = splitRaw(message);
  if ('problem' in split) throw new Error(`the composed message ${split.problem}`);
  const { fields, body } = toSevenBit(split.fields, split.body);
  if (body === split.body) return message;
  return Buffer.concat([Buffer.from([...fields.map(({ text }) => text), '', ''].join('\r\n'), 'latin1'), body]);
}

/** RFC 5322 §3.3: `Mon, 23 Nov 2026 09:00:00 +0000`. */
function rfc5322(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}
