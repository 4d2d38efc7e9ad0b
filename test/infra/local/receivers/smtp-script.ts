import { once } from 'node:events';
import { connect } from 'node:net';

export interface SmtpScript extends AsyncDisposable {
  /** Sends raw text (line ends and all) and resolves to the next reply: its last line. Empty text only waits for it. */
  say(text: string): Promise<string>;
  /** Resolves when the peer has closed. */
  closed: Promise<void>;
  end(): void;
}

/** A client that says exactly what a test tells it to, and reads replies one by one. */
export async function smtpScript(port: number): Promise<SmtpScript> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => undefined);
  const closed = once(socket, 'close').then(() => undefined);
  let unread = '';
  let wake: (() => void) | null = null;
  socket.on('data', (chunk: Buffer) => {
    unread += chunk.toString();
    wake?.();
  });
  socket.on('close', () => wake?.());
  await once(socket, 'connect');
  return {
    closed,
    async say(text) {
      if (text !== '') socket.write(text);
      for (;;) {
        const reply = /^(?:\d{3}-.*\r\n)*(\d{3} .*)\r\n/.exec(unread);
        if (reply) {
          unread = unread.slice(reply[0].length);
          return reply[1] ?? '';
        }
        if (socket.destroyed) throw new Error(`closed; unread: ${JSON.stringify(unread)}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    end: () => socket.end(),
    async [Symbol.asyncDispose]() {
      socket.destroy();
      await closed;
    },
  };
}
