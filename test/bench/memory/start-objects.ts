import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** S3 as far as PutObject and GetObject of whole objects: the emulator takes none of more than 11 MiB. */
export async function startObjects(objects: ReadonlyMap<string, Uint8Array | string>) {
  const stored = new Map(objects);
  const server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').slice(1).split('?');
    if (request.method === 'PUT') {
      void buffer(request).then((body) => {
        stored.set(path, body);
        response.end();
      });
    } else {
      const object = stored.get(path);
      response.writeHead(object === undefined ? 404 : 200, { 'content-length': Buffer.byteLength(object ?? '') });
      response.end(object);
    }
  });
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
