import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { parseJson } from '#shared/parse-json.ts';
import { itemsOf } from './call-items.ts';
import { createDynamoDbProxy } from './dynamodb-proxy.ts';
import { type FaultResponse, type FaultRule, faultResponse } from './fault.ts';
import { createFauxqsHandler } from './fauxqs-handler.ts';
import { type CallKey, createRecorder, type RecordedCalls } from './recorder.ts';
import { identify, jsonOperation, resourceOf } from './request-identity.ts';
import { secretAnswer } from './secret-answer.ts';

export interface Gateway {
  /** `http://127.0.0.1:port`: the endpoint of every service. */
  readonly endpoint: string;
  calls(): RecordedCalls[];
  /** Replaces the fault rule; null removes it. */
  fault(rule: FaultRule | null): void;
  close(): Promise<void>;
}

/** One loopback endpoint for all services, which records every call and can refuse calls on behalf of a test. */
export async function startGateway(options: {
  readonly region: string;
  readonly dynamoDbPort: number;
  /** The name under which an access key's calls are recorded. */
  readonly callerOf: (accessKey: string) => string;
  /** What Secrets Manager holds, by name. @default nothing */
  readonly secrets?: Readonly<Record<string, string>>;
}): Promise<Gateway> {
  const recorder = createRecorder();
  let rule: FaultRule | null = null;

  const refusalOf = (call: CallKey) => {
    const fault = rule?.(call) ?? null;
    return fault && faultResponse(call.service, fault);
  };
  const callerOf = (request: IncomingMessage) => options.callerOf(identify(request).accessKey);

  const dynamoDb = createDynamoDbProxy(options.dynamoDbPort);
  const fauxqs = await createFauxqsHandler(options.region, {
    before: (call, request) => refusalOf({ ...call, caller: callerOf(request) }),
    after: (call, request, bill) => recorder.record({ ...call, caller: callerOf(request) }, bill),
  });

  /** A refusal, or a service's own answer, to a call whose body is here. */
  const respond = (response: ServerResponse, { statusCode, headers, body }: FaultResponse) =>
    void response.writeHead(statusCode, headers).end(body);

  /**
   * Bodies are read in full before they go on: a function that is killed while it writes must not leave half a request in
   * the emulator (dynalite throws on one).
   */
  async function serveJson(service: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const content = parseJson(body.toString());
    const operation = jsonOperation(request) ?? 'unknown';
    const call = { caller: callerOf(request), service, operation, resource: resourceOf(content) };
    const refusal = refusalOf(call);
    if (refusal) {
      respond(response, refusal);
      recorder.record(call, { units: 0, items: 0 });
    } else if (service === 'secretsmanager') {
      respond(response, secretAnswer(operation, content, options.secrets ?? {}));
      recorder.record(call, { units: 1, items: 1 });
    } else {
      const units = await dynamoDb.forward(request, body, response, operation);
      recorder.record(call, { units, items: itemsOf(content) });
    }
  }

  const server = createServer((request, response) => {
    const { service } = identify(request);
    if (service !== 'dynamodb' && service !== 'secretsmanager') {
      fauxqs.handle(request, response);
      return;
    }
    // The client went away, or the emulator did: the client's SDK sees a cut connection, as it would from AWS.
    serveJson(service, request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => recorder.calls(),
    fault: (next) => {
      rule = next;
    },
    async close() {
      await fauxqs.close();
      server.close();
      server.closeAllConnections();
      dynamoDb.close();
    },
  };
}
