/** A header field of a raw message: `text` is the whole field as it stands, folded lines joined by CRLF, one character a byte. */
export interface RawField {
  /** Lower case. */
  readonly name: string;
  readonly text: string;
}

export interface RawMessage {
  readonly fields: readonly RawField[];
  readonly body: Buffer;
}

/** More header than this is an attack or a mistake; Postfix takes 100 KB (`header_size_limit`). */
const maxHeaderBytes = 100 * 1024;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Splits a message into header fields and body (RFC 5322 §2.2), strictly: a line of the header that is neither a field nor a
 * continuation is an error, told in words. Receivers disagree on such messages, and a From that two readers see differently
 * would pass the sender check. Lines may end in CRLF or LF.
 */
export function splitRaw(message: Buffer): RawMessage | { readonly problem: string } {
  const fields: { name: string; text: string }[] = [];
  let at = 0;
  for (let lineNumber = 1; at < message.length; lineNumber++) {
    const feed = message.indexOf(lineFeed, at);
    const next = feed === -1 ? message.length : feed + 1;
    let end = feed === -1 ? message.length : feed;
    if (end > at && message[end - 1] === carriageReturn) end--;
    const line = message.toString('latin1', at, end);
    at = next;

    if (line === '') break;
    if (at > maxHeaderBytes) return { problem: `has a header of more than ${maxHeaderBytes / 1024} KB` };
    if (/[\r\0]/.test(line)) return { problem: `has a bare carriage return or a NUL in line ${lineNumber}` };
    const last = fields.at(-1);
    if (/^[ \t]/.test(line) && last) {
      last.text += `\r\n${line}`;
      continue;
    }
    const name = /^([!-9;-~]+)[ \t]*:/.exec(line)?.[1];
    if (name === undefined) return { problem: `has no header field in line ${lineNumber}` };
    fields.push({ name: name.toLowerCase(), text: line });
  }
  return { fields, body: message.subarray(at) };
}

/** The value of a field, unfolded (RFC 5322 §2.2.3) and decoded as UTF-8. */
export function valueOf(field: RawField): string {
  const value = field.text.slice(field.text.indexOf(':') + 1).replace(/\r\n(?=[ \t])/g, '');
  return Buffer.from(value, 'latin1').toString('utf8').trim();
}
