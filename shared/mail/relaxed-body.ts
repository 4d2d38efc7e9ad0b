import { createHash } from 'node:crypto';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const tab = 0x09;
/** The body is read in pieces, so that a message of megabytes takes no second one. */
const pieceBytes = 65_536;
const emptyLines = Buffer.from('\r\n'.repeat(1_024));

/**
 * SHA-256, base64, of a body under relaxed canonicalization (RFC 6376 §3.4.4): runs of blanks count as one space, blanks at the end
 * of a line and empty lines at the end of the body do not count. Lines end in CRLF.
 */
export function relaxedBodyHash(body: Uint8Array): string {
  const hash = createHash('sha256');
  // A byte puts itself, and before it at most one line end and one space.
  const out = Buffer.allocUnsafe(4 * Math.min(body.length, pieceBytes));
  let lineEnds = 0;
  let isAfterBlank = false;
  let isEmpty = true;
  for (let start = 0; start < body.length; start += pieceBytes) {
    const end = Math.min(start + pieceBytes, body.length);
    let length = 0;
    for (let index = start; index < end; index++) {
      const byte = body[index] ?? 0;
      if (byte === space || byte === tab) {
        isAfterBlank = true;
      } else if (byte === lineFeed) {
        lineEnds++;
        isAfterBlank = false;
      } else if (byte !== carriageReturn || body[index + 1] !== lineFeed) {
        if (lineEnds > 1) {
          hash.update(out.subarray(0, length));
          length = 0;
          for (; lineEnds > 1; lineEnds -= Math.min(lineEnds - 1, emptyLines.length / 2)) {
            hash.update(emptyLines.subarray(0, 2 * Math.min(lineEnds - 1, emptyLines.length / 2)));
          }
        }
        if (lineEnds === 1) {
          out[length++] = carriageReturn;
          out[length++] = lineFeed;
          lineEnds = 0;
        }
        if (isAfterBlank) out[length++] = space;
        isAfterBlank = false;
        out[length++] = byte;
        isEmpty = false;
      }
    }
    hash.update(out.subarray(0, length));
  }
  return hash.update(isEmpty ? '' : '\r\n').digest('base64');
}
