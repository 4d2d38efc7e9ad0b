/** RFC 2045 §6.7: an encoded line has at most 76 characters, the soft break's `=` included. */
const maxLineLength = 76;

/** Text with CRLF line ends as quoted-printable (RFC 2045 §6.7). */
export function quotedPrintable(body: Buffer): string {
  return body.toString('latin1').split('\r\n').map(encodeLine).join('\r\n');
}

function encodeLine(line: string): string {
  let out = '';
  let length = 0;
  for (let index = 0; index < line.length; index++) {
    const character = line.charAt(index);
    const isLast = index === line.length - 1;
    const isPlain = /[!-<>-~]/.test(character) || (!isLast && (character === ' ' || character === '\t'));
    const encoded = isPlain ? character : `=${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
    if (length + encoded.length > maxLineLength - (isLast ? 0 : 1)) {
      out += '=\r\n';
      length = 0;
    }
    out += encoded;
    length += encoded.length;
  }
  return out;
}
