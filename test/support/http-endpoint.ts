import { once } from 'node:events';
import type { Server } from 'node:http';

export interface HttpEndpoint extends AsyncDisposable {
  readonly endpoint: string;
}

/** Lets a server listen on loopback, on a port of the system's choice, until it is disposed of with its connections. */
export async function listenOnLoopback(server: Server): Promise<HttpEndpoint> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    endpoint: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
