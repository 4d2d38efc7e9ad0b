import { isAscii } from 'node:buffer';
import { quotedPrintable } from './quoted-printable.ts';
import { type RawField, splitRaw, valueOf } from './raw-message.ts';

/** RFC 5321 §4.5.3.1.6: 1,000 octets a line, CRLF included. */
const maxLineOctets = 998;
/** Ours: a message nested deeper is an attack. */
const maxDepth = 20;
const head = 64 * 1024;

/**
 * The body of a message or part, with CRLF line ends, as every receiver takes it: no byte above 127 and no line over 998 octets, so
 * that it needs no 8BITMIME and nothing on the way converts it, which would break its signature (RFC 6376 §5.3). Text becomes
 * quoted-printable, all else base64; `fields` are the header fields, with the encoding corrected. What must stay as it is does: a
 * signed part (RFC 1847), a body whose encoding is not what its header says.
 */
export function toSevenBit(
  fields: readonly RawField[],
  body: Buffer,
  depth = 0,
): { readonly fields: readonly RawField[]; readonly body: Buffer } {
  if ((isAscii(body) && !hasLongLine(body)) || depth > maxDepth) return { fields, body };
  const value = (name: string) => fields.filter((field) => field.name === name).map(valueOf)[0] ?? '';
  const type = value('content-type').toLowerCase();
  const encoding = value('content-transfer-encoding').toLowerCase();
  const unchanged = { fields, body };
  if (type.startsWith('multipart/signed') || !['', '7bit', '8bit', 'binary'].includes(encoding)) return unchanged;
  if (type.startsWith('multipart/')) {
    const boundary = boundaryOf(value('content-type'));
    if (boundary === null) return unchanged;
    return { fields: withEncoding(fields, '7bit'), body: eachPart(body, boundary, depth) };
  }
  if (type.startsWith('message/')) return { fields: withEncoding(fields, '7bit'), body: entity(body, depth) };
  const isText = type === '' || type.startsWith('text/');
  const encoded = isText ? quotedPrintable(body) : base64(body);
  return {
    fields: withEncoding(fields, isText ? 'quoted-printable' : 'base64'),
    body: Buffer.from(encoded, 'latin1'),
  };
}

function hasLongLine(body: Buffer): boolean {
  for (let at = 0; body.length - at > maxLineOctets;) {
    const end = body.indexOf('\r\n', at);
    if ((end === -1 ? body.length : end) - at > maxLineOctets) return true;
    if (end === -1) return false;
    at = end + 2;
  }
  return false;
}

function boundaryOf(contentType: string): string | null {
  const match = /;\s*boundary\s*=\s*(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType.slice(0, head));
  return match?.[1] ?? match?.[2] ?? null;
}

/** The parts of a multipart body between its boundary lines, each made fit; preamble and epilogue, which nobody reads, as they are. */
function eachPart(body: Buffer, boundary: string, depth: number): Buffer {
  const delimiter = `--${boundary}`;
  const text = body.toString('latin1');
  const out: string[] = [];
  let part: string[] | null = null;
  const close = () => {
    if (part) out.push(entity(Buffer.from(part.join('\r\n'), 'latin1'), depth).toString('latin1'));
    part = null;
  };
  for (const line of text.split('\r\n')) {
    const isDelimiter = line.startsWith(delimiter) && /^(?:--)?[ \t]*$/.test(line.slice(delimiter.length));
    if (isDelimiter) {
      close();
      out.push(line);
      if (!line.startsWith(`${delimiter}--`)) part = [];
    } else if (part) part.push(line);
    else out.push(line);
  }
  close();
  return Buffer.from(out.join('\r\n'), 'latin1');
}

/** A part, or a message within one: header, empty line, body. */
function entity(bytes: Buffer, depth: number): Buffer {
  const split = splitRaw(bytes);
  if ('problem' in split) return bytes;
  const { fields, body } = toSevenBit(split.fields, split.body, depth + 1);
  if (body === split.body) return bytes;
  return Buffer.concat([Buffer.from([...fields.map(({ text }) => text), '', ''].join('\r\n'), 'latin1'), body]);
}

function withEncoding(fields: readonly RawField[], encoding: string): RawField[] {
  const name = 'content-transfer-encoding';
  return [...fields.filter((field) => field.name !== name), { name, text: `Content-Transfer-Encoding: ${encoding}` }];
}

function base64(body: Buffer): string {
  return `${(body.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n')}\r\n`;
}
