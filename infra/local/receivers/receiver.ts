import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createGate } from './gate.ts';
import type { ReceiverSpec } from './receiver-spec.ts';
import { createStatsCounter, type ReceiverStats } from './receiver-stats.ts';
import { createSmtpDialogue, type ReceivedMessage } from './smtp-dialogue.ts';
import { createSmtpInput } from './smtp-input.ts';

/** RFC 5321 §4.5.3.2.7: a receiver waits 5 minutes for the next command. */
const idleTimeoutMs = 300_000;
/** A client that does not close after we have is cut off. */
const closeTimeoutMs = 5_000;

export interface ReceiverOptions {
  readonly now: () => number;
  /** Whether whole messages are handed to `accept`. */
  readonly keepsWhole: boolean;
  /** Called before the 250; a throw cuts the connection without a reply. */
  readonly accept: (message: ReceivedMessage, atMs: number) => void;
}

export interface Receiver {
  readonly port: number;
  stats(): ReceiverStats;
  restartPeak(): void;
  close(): Promise<void>;
}

/** An SMTP server on loopback that enforces the spec's limits. On node:net, so that each byte and each close is the spec's. */
export async function startReceiver(spec: ReceiverSpec, options: ReceiverOptions): Promise<Receiver> {
  const { now } = options;
  const gate = createGate(spec, now());
  const counter = createStatsCounter(spec.name);
  const sockets = new Set<Socket>();

  function serve(socket: Socket): void {
    sockets.add(socket);
    counter.opened();
    let isCounted = true;
    // Before our FIN leaves: a client that has seen our close may open its next connection at once, as Postfix allows.
    const uncount = () => {
      if (isCounted) counter.closed();
      isCounted = false;
    };
    const close = () => {
      uncount();
      socket.end();
      setTimeout(() => socket.destroy(), closeTimeoutMs).unref();
    };
    const reply = (command: string, line: string) => {
      counter.replied(command, line);
      socket.write(`${line}\r\n`);
    };
    socket.setNoDelay(true);
    socket.on('end', uncount);
    socket.on('close', () => {
      uncount();
      sockets.delete(socket);
    });
    // A reset is the client's end of the connection; `close` follows.
    socket.on('error', () => undefined);
    socket.setTimeout(idleTimeoutMs, () => {
      reply('idle', `421 4.4.2 ${spec.name} Error: timeout exceeded`);
      close();
    });

    const refusal = gate.onConnect(now(), counter.snapshot().connectionsNow);
    if (refusal) {
      reply('connect', refusal.reply);
      if (refusal.closes) {
        socket.resume();
        close();
        return;
      }
    } else socket.write(`220 ${spec.name} ESMTP\r\n`);

    const dialogue = createSmtpDialogue({
      name: spec.name,
      gate,
      now,
      reply,
      close,
      accept(message) {
        const atMs = now();
        options.accept(message, atMs);
        counter.accepted(message.recipients.length, atMs);
      },
    });
    const input = createSmtpInput(
      {
        ...dialogue,
        tooLong() {
          reply('line', '500 5.5.2 Error: line too long');
          close();
        },
      },
      options.keepsWhole,
    );
    socket.on('data', (chunk: Buffer) => {
      // After our close nothing more is answered.
      if (socket.writableEnded) return;
      try {
        input(chunk);
      } catch (error) {
        socket.destroy(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  const server = createServer(serve);
  server.listen(spec.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stats: () => counter.snapshot(),
    restartPeak: () => counter.restartPeak(),
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
