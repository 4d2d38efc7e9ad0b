const maxMailBytes = 256 * 1024;
const maxLines = 10_000;
const lineFeed = 0x0a;

/**
 * As much of a mail as is read of it, 256 KB and 10,000 lines: a report comes first, and the message that it is about after it. The
 * parser takes some two kilobytes for each line, however short: half a gigabyte for a mail of line ends alone.
 */
export function beginningOf(raw: string | Uint8Array): Uint8Array {
  const bytes = (typeof raw === 'string' ? new TextEncoder().encode(raw) : raw).subarray(0, maxMailBytes);
  let end = 0;
  for (let lines = 0; lines < maxLines; lines++) {
    const at = bytes.indexOf(lineFeed, end);
    if (at < 0) return bytes;
    end = at + 1;
  }
  return bytes.subarray(0, end);
}
