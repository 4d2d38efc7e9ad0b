/** RFC 5321 §4.5.3.1.4 allows a command line 512 octets; extensions and long addresses add to it. */
const maxLineBytes = 4096;
/** Enough of a message to find its Message-ID in. */
const headBytes = 64 * 1024;
const endOfData = Buffer.from('\r\n.\r\n');

export interface ReceivedData {
  /** The first 64 KB, dots still doubled. */
  readonly head: Buffer;
  /** All of it, dots still doubled; null unless it is kept. */
  readonly whole: Buffer | null;
}

export interface SmtpInputHandlers {
  /** A command line without its end. `data` is read as a message, not as commands, when this returns 'data'. */
  line(text: string): 'line' | 'data';
  data(received: ReceivedData): void;
  tooLong(): void;
}

/**
 * Splits what a client sends into command lines and messages, however the bytes arrive: pipelined, or a byte at a time.
 * Memory is bounded: of a message only its head is held, unless `keepsWhole`.
 */
export function createSmtpInput(handlers: SmtpInputHandlers, keepsWhole: boolean): (chunk: Buffer) => void {
  let mode: 'line' | 'data' = 'line';
  let pending: Buffer = Buffer.alloc(0);
  let kept: Buffer[] = [];
  let keptBytes = 0;

  function keep(bytes: Buffer): void {
    if (!keepsWhole && keptBytes >= headBytes) return;
    kept.push(bytes);
    keptBytes += bytes.length;
  }

  /** Returns whether it got further. */
  function readLine(): boolean {
    const end = pending.indexOf(0x0a);
    if (end === -1) {
      if (pending.length > maxLineBytes) handlers.tooLong();
      return false;
    }
    const line = pending.subarray(0, end).toString('utf8').replace(/\r$/, '');
    pending = pending.subarray(end + 1);
    mode = handlers.line(line);
    // The line end before the message is a part of the sequence that ends it: an empty message is ".\r\n" alone.
    if (mode === 'data') pending = Buffer.concat([endOfData.subarray(0, 2), pending]);
    return true;
  }

  function readData(): boolean {
    const end = pending.indexOf(endOfData);
    if (end === -1) {
      const settled = Math.max(0, pending.length - endOfData.length + 1);
      keep(pending.subarray(0, settled));
      pending = pending.subarray(settled);
      return false;
    }
    keep(pending.subarray(0, end));
    pending = pending.subarray(end + endOfData.length);
    // Without the line end that was put before it.
    const bytes = Buffer.concat(kept).subarray(2);
    kept = [];
    keptBytes = 0;
    mode = 'line';
    handlers.data({ head: bytes.subarray(0, headBytes), whole: keepsWhole ? bytes : null });
    return true;
  }

  return (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (pending.length > 0 && (mode === 'line' ? readLine() : readData()));
  };
}
