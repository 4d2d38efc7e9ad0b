import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDynamoDbProxy } from './dynamodb-proxy.ts';
import { type FaultRule, faultResponse } from './fault.ts';
import { createFauxqsHandler } from './fauxqs-handler.ts';
import { type CallKey, createRecorder, type RecordedCalls } from './recorder.ts';
import { identify, jsonOperation } from './request-identity.ts';

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
}): Promise<Gateway> {
  const recorder = createRecorder();
  let rule: FaultRule | null = null;

  const refusalOf = (call: CallKey) => {
    const fault = rule?.(call) ?? null;
    return fault && faultResponse(call.service, fault);
  };
  const callerOf = (request: Parameters<typeof identify>[0]) => options.callerOf(identify(request).accessKey);

  const dynamoDb = createDynamoDbProxy(options.dynamoDbPort);
  const fauxqs = await createFauxqsHandler(options.region, {
    before: (call, request) => refusalOf({ ...call, caller: callerOf(request) }),
    after: (call, request, units) => recorder.record({ ...call, caller: callerOf(request) }, units),
  });

  const server = createServer((request, response) => {
    const { service } = identify(request);
    if (service !== 'dynamodb') {
      fauxqs.handle(request, response);
      return;
    }
    const call = { caller: callerOf(request), service, operation: jsonOperation(request) ?? 'unknown' };
    const refusal = refusalOf(call);
    if (refusal) {
      request.resume();
      response.writeHead(refusal.statusCode, refusal.headers).end(refusal.body);
      recorder.record(call, 0);
      return;
    }
    dynamoDb.forward(request, response, call.operation).then(
      (units) => recorder.record(call, units),
      // The client went away, or the emulator did: the client's SDK sees a cut connection, as it would from AWS.
      () => response.destroy(),
    );
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
