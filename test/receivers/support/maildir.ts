import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One copy of a message in a mailbox. */
export interface MailboxCopy {
  /** What stands between the brackets of its Message-ID. */
  readonly messageId: string;
  /** When virtual(8) began to write it, milliseconds since the epoch: right after smtpd's 250, while the queue is short. */
  readonly atMs: number;
}

/** Every copy in a maildir's `new`, doubles included, by time. */
export async function readMaildir(folder: string): Promise<MailboxCopy[]> {
  const files = await readdir(folder).catch(() => []);
  const copies = files.map(async (file) => {
    const text = await readFile(join(folder, file), 'utf8');
    return { messageId: /^Message-ID: <(.*)>$/im.exec(text)?.[1] ?? `none in ${file}`, atMs: timeOf(file) };
  });
  return (await Promise.all(copies)).sort((one, other) => one.atMs - other.atMs);
}

/** From a name such as `1795485600.V801I2a3M123456.rx.test`: seconds, and after `M` microseconds (virtual's maildir.c). */
function timeOf(file: string): number {
  const [, seconds, microseconds] = /^(\d+)\.V[0-9a-f]+I[0-9a-f]+M(\d+)\./.exec(file) ?? [];
  if (seconds === undefined || microseconds === undefined) throw new Error(`no name of Postfix's maildir: ${file}`);
  return Number(seconds) * 1000 + Number(microseconds) / 1000;
}
