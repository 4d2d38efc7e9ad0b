import { readFile } from 'node:fs/promises';
import * as z from 'zod';

/** One accepted copy, a JSON line of the receivers' file, written before the 250 that accepts it. */
export const receiptSchema = z.object({
  receiver: z.string(),
  /** The local part of the Message-ID: the delivery's id. Null where the message has none. */
  deliveryId: z.string().nullable(),
  /** From RCPT TO. */
  recipient: z.string(),
  atMs: z.number(),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** All copies that the receivers accepted, in the order of acceptance. A last line cut off in mid-write is no receipt: its 250 was never sent. */
export async function readReceipts(file: string): Promise<Receipt[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').slice(0, -1);
  return lines.map((line) => receiptSchema.parse(JSON.parse(line)));
}

/** The delivery id in a message's header section; null without a Message-ID. */
export function deliveryIdOf(head: string): string | null {
  const end = /\r?\n\r?\n/.exec(head)?.index ?? head.length;
  return /^message-id:\s*<([^@>\s]+)@/im.exec(head.slice(0, end))?.[1] ?? null;
}
