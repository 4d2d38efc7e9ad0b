import type { IncomingMessage, ServerResponse } from 'node:http';
import { buildApp } from 'fauxqs';
import { snsRequests, sqsRequests } from './billed-requests.ts';
import { itemsOf } from './call-items.ts';
import type { FaultResponse } from './fault.ts';
import { bucketOf, identify, jsonOperation, resourceOf, s3Operation } from './request-identity.ts';
import type { Bill, CallKey } from './recorder.ts';

export interface FauxqsHandler {
  handle(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

export interface FauxqsHooks {
  /** Called before a call is carried out; a response refuses it. */
  readonly before: (call: Omit<CallKey, 'caller'>, request: IncomingMessage) => FaultResponse | null;
  /** Called once per answered call; its units are the requests that AWS bills. */
  readonly after: (call: Omit<CallKey, 'caller'>, request: IncomingMessage, bill: Bill) => void;
}

/**
 * Embedded SQS, SNS and S3. It runs inside the gateway's process and on the gateway's own sockets: a proxy in between would
 * cost as much as the emulator itself.
 */
export async function createFauxqsHandler(region: string, hooks: FauxqsHooks): Promise<FauxqsHandler> {
  const app = buildApp({ logger: false, defaultRegion: region });
  const answers = new WeakMap<IncomingMessage, object>();
  const refused = new WeakSet<IncomingMessage>();

  app.addHook('preHandler', async (request, reply) => {
    const refusal = hooks.before(callOf(request.raw, request.body), request.raw);
    if (!refusal) return;
    refused.add(request.raw);
    await reply.code(refusal.statusCode).headers(refusal.headers).send(refusal.body);
  });
  app.addHook('preSerialization', async (request, _reply, payload) => {
    if (typeof payload === 'object' && payload !== null) answers.set(request.raw, payload);
    return payload;
  });
  app.addHook('onResponse', async (request, reply) => {
    const call = callOf(request.raw, request.body);
    const answer = answers.get(request.raw) ?? {};
    const isBilled = !refused.has(request.raw) && reply.statusCode < 500;
    const isEmpty = isBilled && call.operation === 'ReceiveMessage' && broughtNothing(answer);
    hooks.after(
      isEmpty ? { ...call, operation: 'ReceiveMessage (empty)' } : call,
      request.raw,
      isBilled
        ? { units: billed(call.service, request.body, answer), items: isEmpty ? 0 : itemsOf(request.body, answer) }
        : { units: 0, items: 0 },
    );
  });
  await app.ready();

  return {
    handle: (request, response) => app.routing(request, response),
    close: async () => {
      await app.close();
    },
  };
}

function billed(service: string, body: unknown, answer: object): number {
  if (service === 'sqs') return sqsRequests(body as object, answer);
  if (service === 'sns') return snsRequests(fieldsOf(body));
  return 1;
}

function broughtNothing({ Messages = [] }: { readonly Messages?: readonly unknown[] }): boolean {
  return Messages.length === 0;
}

function fieldsOf(body: unknown): Readonly<Record<string, string>> {
  return typeof body === 'object' && body !== null ? (body as Record<string, string>) : {};
}

function callOf(request: IncomingMessage, body: unknown): Omit<CallKey, 'caller'> {
  const { service } = identify(request);
  const { method = '', url = '/' } = request;
  if (service === 's3') return { service, operation: s3Operation(method, url), resource: bucketOf(url) };
  const operation = jsonOperation(request) ?? fieldsOf(body)['Action'] ?? 'unknown';
  return { service, operation, resource: resourceOf(body) };
}
