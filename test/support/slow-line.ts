import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface SlowLine extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
}

/** A TCP line to a server on this machine: what the server says arrives `delayMs` later, its close too. */
export async function startSlowLine(
  to: { readonly host: string; readonly port: number },
  delayMs: number,
): Promise<SlowLine> {
  const sockets = new Set<Socket>();
  const line = createServer({ allowHalfOpen: true }, (client) => {
    const server = connect({ ...to, allowHalfOpen: true });
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay();
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => other.destroy());
    }
    client.pipe(server);
    // Timers of one delay fire in their order.
    server.on('data', (chunk: Buffer) => setTimeout(() => client.write(chunk), delayMs));
    server.on('end', () => setTimeout(() => client.end(), delayMs));
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');
  const address = line.address();
  return {
    host: '127.0.0.1',
    port: typeof address === 'object' && address ? address.port : 0,
    async [Symbol.asyncDispose]() {
      line.close();
      for (const socket of sockets) socket.destroy();
      await once(line, 'close');
    },
  };
}
