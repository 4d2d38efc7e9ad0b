import { UsageError } from '../../cli/command.ts';
import { compileTemplate, hasPlaceholder, type Template } from './placeholders.ts';
import type { Row } from './recipients.ts';
import { asHtml, asRawLine, asRawPhrase, asText, asUrlPart } from './write-value.ts';

const addressFields = new Set(['from', 'to', 'cc', 'reply-to', 'sender']);

/**
 * A MIME part (RFC 2045, 2046) with its placeholders found: in header fields, and in the decoded text of its text parts.
 * What holds none stays as it is, byte for byte. `source` has CRLF line ends.
 */
export function compileMimePart(source: string, path: string): Template {
  // A part may have no header at all: its first line is then empty (RFC 2046 §5.1).
  const hasHeader = !source.startsWith('\r\n');
  const end = source.indexOf('\r\n\r\n');
  const header = !hasHeader ? '' : end === -1 ? source : source.slice(0, end);
  const body = !hasHeader ? source.slice(2) : end === -1 ? '' : source.slice(end + 4);
  const fields = header === '' ? [] : header.split(/\r\n(?![ \t])/);
  const type = valueOf(fields, 'content-type') || 'text/plain';

  const boundary = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(type);
  if (/^multipart\//i.test(type) && boundary) {
    const delimiter = `--${boundary[1] ?? boundary[2] ?? ''}`;
    return join([...fields.flatMap(compileField), '\r\n', ...compileMultipart(body, delimiter, path)]);
  }
  const text = /^text\//i.test(type) ? decode(body, fields) : null;
  if (text === null || !hasPlaceholder(text)) return join([...fields.flatMap(compileField), '\r\n', body]);

  const charset = /;\s*charset="?([\w-]+)/i.exec(type)?.[1] ?? 'us-ascii';
  if (!/^(?:utf-?8|us-ascii)$/i.test(charset)) {
    throw new UsageError(`${path} has placeholders in a part of the character set ${charset}: save it as UTF-8`);
  }
  const isHtml = /^text\/html/i.test(type);
  const content = compileTemplate(text, isHtml ? asHtml : asText);
  const kept = fields.filter((field) => !/^content-(?:type|transfer-encoding)\s*:/i.test(field));
  return join([
    ...kept.flatMap(compileField),
    // A value may bring characters and line lengths that the encoding as it was does not carry.
    `Content-Type: ${isHtml ? 'text/html' : (/^[^;\s]+/.exec(type)?.[0] ?? 'text/plain')}; charset=utf-8\r\n`,
    'Content-Transfer-Encoding: base64\r\n\r\n',
    { columns: content.columns, fill: (row: Row) => base64Lines(content.fill(row)) },
  ]);
}

function compileField(field: string): (string | Template)[] {
  const name = field.slice(0, Math.max(0, field.indexOf(':'))).toLowerCase();
  const write = name.startsWith('list-') ? asUrlPart : addressFields.has(name) ? asRawPhrase : asRawLine;
  return [compileTemplate(field, write), '\r\n'];
}

/** The preamble, the delimiters and the epilogue stay; what is between two delimiters is a part. */
function compileMultipart(body: string, delimiter: string, path: string): (string | Template)[] {
  const pieces: (string | Template)[] = [];
  const lines = body.split('\r\n');
  let inner: string[] | null = null;
  let isFirst = true;
  const put = (text: string | Template) => {
    if (!isFirst) pieces.push('\r\n');
    isFirst = false;
    pieces.push(text);
  };
  for (const line of lines) {
    const end = line.trimEnd();
    if (end === delimiter || end === `${delimiter}--`) {
      if (inner) put(compileMimePart(inner.join('\r\n'), path));
      put(line);
      inner = end === delimiter ? [] : null;
    } else if (inner) inner.push(line);
    else put(line);
  }
  if (inner) put(compileMimePart(inner.join('\r\n'), path));
  return pieces;
}

function join(pieces: readonly (string | Template)[]): Template {
  return {
    columns: pieces.flatMap((piece) => (typeof piece === 'string' ? [] : piece.columns)),
    fill: (row) => pieces.map((piece) => (typeof piece === 'string' ? piece : piece.fill(row))).join(''),
  };
}

function valueOf(fields: readonly string[], name: string): string {
  const field = fields.find((text) => text.toLowerCase().startsWith(`${name}:`));
  return field === undefined
    ? ''
    : field
        .slice(name.length + 1)
        .replace(/\r\n/g, '')
        .trim();
}

function decode(body: string, fields: readonly string[]): string {
  switch (valueOf(fields, 'content-transfer-encoding').toLowerCase()) {
    case 'base64':
      return Buffer.from(body, 'base64').toString('utf8');
    case 'quoted-printable': {
      const bytes = Buffer.from(withoutSoftBreaks(body), 'utf8').toString('latin1');
      const decoded = bytes.replace(/=([0-9A-F]{2})/gi, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
      return Buffer.from(decoded, 'latin1').toString('utf8');
    }
    default:
      return body;
  }
}

/** Blanks at the end of a line were added on the way, those before a soft break are text (RFC 2045 §6.7 rule 3). */
function withoutSoftBreaks(body: string): string {
  const lines = body.split('\r\n');
  return lines
    .map((line, index) => {
      const written = line.trimEnd();
      const isSoft = written.endsWith('=') && index < lines.length - 1;
      return isSoft ? written.slice(0, -1) : index < lines.length - 1 ? `${written}\r\n` : written;
    })
    .join('');
}

/** RFC 2045 §6.8: lines of at most 76 characters. */
function base64Lines(text: string): string {
  return (
    Buffer.from(text)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n');
}
