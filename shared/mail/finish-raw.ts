import { isUtf8 } from 'node:buffer';
import { withCrlf } from './crlf.ts';
import { type RawField, splitRaw } from './raw-message.ts';
import { toSevenBit } from './seven-bit.ts';

/**
 * Fields that never leave with a raw message: blind recipients; the return path, which the last receiver writes; signatures,
 * which our Message-ID breaks; `Sender`, whose right nobody has checked; our own. `Received` stays: it is how a mail loop is seen.
 */
const removed = new Set(['bcc', 'resent-bcc', 'return-path', 'dkim-signature', 'message-id', 'sender']);

function isRemoved({ name }: RawField): boolean {
  return removed.has(name) || name.startsWith('x-sluice-') || name.startsWith('x-ses-');
}

/**
 * A raw message made ready for one delivery: its own Message-ID, a Date, no blind recipients, CRLF line ends, a body of seven bits, and
 * `added` fields where it has none of that name.
 */
export function finishRaw(
  message: Buffer,
  delivery: { messageId: string; date: string },
  added: readonly { readonly key: string; readonly value: string }[] = [],
): Buffer {
  const split = splitRaw(message);
  if ('problem' in split) throw new Error(`a raw message that was accepted ${split.problem}`);
  const { fields, body } = toSevenBit(split.fields, withLastLineEnd(withCrlf(split.body)));
  const mime = fields === split.fields ? [] : mimeFields(split.body);
  const missing = [{ key: 'Date', value: delivery.date }, ...added, ...mime].filter(
    ({ key }) => !fields.some(({ name }) => name === key.toLowerCase()),
  );
  const lines = [
    `Message-ID: ${delivery.messageId}`,
    ...missing.map(({ key, value }) => `${key}: ${value}`),
    ...fields.filter((field) => !isRemoved(field)).map(({ text }) => text),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

/** What must stand beside an encoding for it to be read (RFC 2045 §4, §5.2). Bytes beyond ASCII of which nothing is said are UTF-8, or unknown. */
function mimeFields(body: Buffer): { key: string; value: string }[] {
  const charset = isUtf8(body) ? 'utf-8' : 'unknown-8bit';
  return [
    { key: 'MIME-Version', value: '1.0' },
    { key: 'Content-Type', value: `text/plain; charset=${charset}` },
  ];
}

/** The body ends with the end of a line. */
function withLastLineEnd(body: Buffer): Buffer {
  const isEnded = body.length === 0 || body.subarray(-2).equals(crlf);
  return isEnded ? body : Buffer.concat([body, crlf]);
}

const crlf = Buffer.from('\r\n');
