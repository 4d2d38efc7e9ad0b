import type { MailContent } from './content.ts';

/** RFC 2045 §6.8: lines of 76 characters and a CRLF. */
const base64Line = 76;
/** What nodemailer writes around a part and above a message, bytes: some 250 and some 900, rounded up. */
const partHeaderBytes = 512;
const messageHeaderBytes = 4_096;

/** The size in bytes of base64 text as it travels, in lines. */
export function encodedBytes(base64Length: number): number {
  return base64Length + 2 * Math.ceil(base64Length / base64Line);
}

/**
 * About the size of a composed message as it travels, attachments exactly, bytes. Text travels as quoted-printable or base64, whichever
 * nodemailer finds shorter: taken as base64, which is seldom the smaller one.
 */
export function composedBytes(
  content: Pick<MailContent & { kind: 'composed' }, 'text' | 'html' | 'attachments'>,
): number {
  const textBytes = [content.text, content.html].reduce(
    (sum, text = '') => sum + encodedBytes((Buffer.byteLength(text) * 4) / 3),
    0,
  );
  const attachmentBytes = content.attachments.reduce(
    (sum, { base64 }) => sum + encodedBytes(base64.length) + partHeaderBytes,
    0,
  );
  return Math.ceil(messageHeaderBytes + textBytes + attachmentBytes);
}

/** About the bytes of a composed message's header: names beyond ASCII travel as encoded words, up to twice as long. */
export function headerBytes({
  from,
  to,
  cc,
  replyTo,
  subject,
  headers,
  list,
}: MailContent & { kind: 'composed' }): number {
  const textBytes = (text: string) => Buffer.byteLength(text) * (/^[\x20-\x7e]*$/.test(text) ? 1 : 2);
  const mailboxes = [from, ...to, ...cc, ...replyTo].map(
    ({ name = '', address }) => textBytes(name) + Buffer.byteLength(address) + 8,
  );
  const fields = [...headers, ...list].map(({ key, value }) => key.length + textBytes(value) + 4);
  return [...mailboxes, ...fields].reduce((sum, bytes) => sum + bytes, textBytes(subject) + 1_024);
}
