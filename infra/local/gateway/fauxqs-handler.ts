import type { IncomingMessage, ServerResponse } from 'node:http';
import { buildApp } from 'fauxqs';
import { snsRequests, sqsRequests } from './billed-requests.ts';
import type { FaultResponse } from './fault.ts';
import { identify, jsonOperation, s3Operation } from './request-identity.ts';
import type { CallKey } from './recorder.ts';

export interface FauxqsHandler {
  handle(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

export interface FauxqsHooks {
  /** Called before a call is carried out; a response refuses it. */
  readonly before: (call: Omit<CallKey, 'caller'>, request: IncomingMessage) => FaultResponse | null;
  /** Called once per answered call, with the requests that AWS bills. */
  readonly after: (call: Omit<CallKey, 'caller'>, request: IncomingMessage, billedRequests: number) => void;
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
    const isBilled = !refused.has(request.raw) && reply.statusCode < 500;
    hooks.after(call, request.raw, isBilled ? billed(call.service, request.body, answers.get(request.raw) ?? {}) : 0);
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

function fieldsOf(body: unknown): Readonly<Record<string, string>> {
  return typeof body === 'object' && body !== null ? (body as Record<string, string>) : {};
}

function callOf(request: IncomingMessage, body: unknown): Omit<CallKey, 'caller'> {
  const { service } = identify(request);
  if (service === 's3') return { service, operation: s3Operation(request.method ?? '', request.url ?? '/') };
  return { service, operation: jsonOperation(request) ?? fieldsOf(body)['Action'] ?? 'unknown' };
}
