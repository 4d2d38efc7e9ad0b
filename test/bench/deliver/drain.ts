import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Readable } from 'node:stream';
import { recipientOf, sender } from './mail.ts';

/** Sends so many messages over so many connections of nodemailer, each taking the next when it is through with one. */
export async function drain(
  port: number,
  { connections, messages, firstIndex }: { connections: number; messages: number; firstIndex: number },
  messageFor: (recipient: string) => Buffer | Readable | Promise<Buffer | Readable>,
): Promise<void> {
  let next = firstIndex;
  const work = async () => {
    const connection = new SMTPConnection({ host: '127.0.0.1', port, name: 'sender.test', ignoreTLS: true });
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject);
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
    while (next < firstIndex + messages) {
      const recipient = recipientOf(next++);
      const message = await messageFor(recipient);
      await new Promise<void>((resolve, reject) => {
        connection.send({ from: sender, to: [recipient] }, message, (error) => (error ? reject(error) : resolve()));
      });
    }
    const ended = new Promise<void>((resolve) => connection.once('end', () => resolve()));
    connection.quit();
    await ended;
  };
  await Promise.all(Array.from({ length: connections }, work));
}
