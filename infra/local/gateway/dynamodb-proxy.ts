import { Agent, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { capacityUnits, withConsumedCapacity } from './capacity-units.ts';

export interface DynamoDbProxy {
  /** Forwards a call with its whole body and resolves to the capacity units that it consumed. */
  forward(request: IncomingMessage, body: Buffer, response: ServerResponse, operation: string): Promise<number>;
  close(): void;
}

export function createDynamoDbProxy(port: number): DynamoDbProxy {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return {
    async forward(request, body, response, operation) {
      const answer = await exchange(agent, port, request.headers, withConsumedCapacity(operation, body));
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
        buffer(incoming).then(
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
