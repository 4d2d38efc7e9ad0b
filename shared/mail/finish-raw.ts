import { type RawField, splitRaw } from './raw-message.ts';

/**
 * Fields that never leave with a raw message: blind recipients; the return path, which the last receiver writes; signatures,
 * which our Message-ID breaks; `Sender`, whose right nobody has checked; our own. `Received` stays: it is how a mail loop is seen.
 */
const removed = new Set(['bcc', 'resent-bcc', 'return-path', 'dkim-signature', 'message-id', 'sender']);

function isRemoved({ name }: RawField): boolean {
  return removed.has(name) || name.startsWith('x-sluice-') || name.startsWith('x-ses-');
}

/** A raw message made ready for one delivery: its own Message-ID, a Date, no blind recipients, CRLF line ends. */
export function finishRaw(message: Buffer, delivery: { messageId: string; date: string }): Buffer {
  const split = splitRaw(message);
  if ('problem' in split) throw new Error(`a raw message that was accepted ${split.problem}`);
  const lines = [
    `Message-ID: ${delivery.messageId}`,
    ...(split.fields.some(({ name }) => name === 'date') ? [] : [`Date: ${delivery.date}`]),
    ...split.fields.filter((field) => !isRemoved(field)).map(({ text }) => text),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), withCrlf(split.body)]);
}

/** SMTP knows CRLF only (RFC 5321 §2.3.8): a bare LF or CR in a body is a line end that was written wrongly. */
function withCrlf(body: Buffer): Buffer {
  const text = body.toString('latin1').replace(/\r\n|\r|\n/g, '\r\n');
  return Buffer.from(text === '' || text.endsWith('\r\n') ? text : `${text}\r\n`, 'latin1');
}
