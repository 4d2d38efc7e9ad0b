import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { deadPort } from '#test/support/dead-port.ts';
import type { Fault } from './matrix.ts';

/** A port that takes no connection: it resets (nobody listens), or says nothing at all. */
export async function blockedPort(fault: Fault): Promise<AsyncDisposable & { readonly port: number }> {
  return fault === 'stall' ? startDeafListener() : { port: deadPort, [Symbol.asyncDispose]: async () => undefined };
}

/** Listens, and never accepts. The kernel answers for it while its queue has room; then it drops what comes. */
async function startDeafListener(): Promise<AsyncDisposable & { readonly port: number }> {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const server = require('node:net').createServer().listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
     });`,
    { eval: true },
  );
  const [port]: [number] = (await once(worker, 'message')) as [number];
  const fillers: Socket[] = [];
  for (let places = 0; places < 8; places++) {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('error', () => undefined);
    fillers.push(socket);
  }
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const socket of fillers) socket.destroy();
      await worker.terminate();
    },
  };
}
