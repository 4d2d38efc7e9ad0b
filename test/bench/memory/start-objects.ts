import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listenOnLoopback } from '#test/support/http-endpoint.ts';

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
  return listenOnLoopback(server);
}
