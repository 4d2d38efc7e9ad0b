import { Agent, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { capacityUnits, withConsumedCapacity } from './capacity-units.ts';

export interface DynamoDbProxy {
  /** Forwards a call and resolves to the capacity units that it consumed. */
  forward(request: IncomingMessage, response: ServerResponse, operation: string): Promise<number>;
  close(): void;
}

/**
 * Bodies are read in full before they go on: a function that is killed while it writes must not leave half a request in
 * the emulator (dynalite throws on one).
 */
export function createDynamoDbProxy(port: number): DynamoDbProxy {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return {
    async forward(request, response, operation) {
      const body = withConsumedCapacity(operation, await readAll(request));
      const answer = await exchange(agent, port, request.headers, body);
      response.writeHead(answer.statusCode, { ...answer.headers, 'content-length': answer.body.length });
      response.end(answer.body);
      return capacityUnits(operation, answer.body);
    },
    close: () => agent.destroy(),
  };
}

interface Answer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** Headers that belong to one connection, or to a body that was rewritten. */
const hopHeaders = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'expect', 'host']);

function exchange(agent: Agent, port: number, headers: IncomingMessage['headers'], body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        agent,
        host: '127.0.0.1',
        port,
        method: 'POST',
        path: '/',
        headers: { ...endToEnd(headers), 'content-length': body.length },
      },
      (incoming) => {
        readAll(incoming).then(
          (answer) =>
            resolve({ statusCode: incoming.statusCode ?? 502, headers: endToEnd(incoming.headers), body: answer }),
          reject,
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function endToEnd(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      hopHeaders.has(name) || value === undefined ? [] : [[name, String(value)]],
    ),
  );
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
