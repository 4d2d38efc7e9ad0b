const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** SMTP knows CRLF only (RFC 5321 §2.3.8): a bare LF or CR is a line end that was written wrongly. Gives the same bytes where all are right. */
export function withCrlf(bytes: Buffer): Buffer {
  if (hasCrlfOnly(bytes)) return bytes;
  return Buffer.from(bytes.toString('latin1').replace(/\r\n|\r|\n/g, '\r\n'), 'latin1');
}

function hasCrlfOnly(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) {
    if (bytes[at - 1] !== carriageReturn) return false;
  }
  for (let at = bytes.indexOf(carriageReturn); at !== -1; at = bytes.indexOf(carriageReturn, at + 1)) {
    if (bytes[at + 1] !== lineFeed) return false;
  }
  return true;
}
