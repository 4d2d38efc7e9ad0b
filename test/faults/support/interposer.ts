import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type Fault as Refusal, faultResponse } from '#infra/local/gateway/fault.ts';
import { identify, jsonOperation } from '#infra/local/gateway/request-identity.ts';
import { parseJson } from '#shared/parse-json.ts';
import { listenOnLoopback } from '#test/support/http-endpoint.ts';

/** One call of a function, as it stands on the wire. */
export interface AwsCall {
  /** The access key. */
  readonly caller: string;
  readonly service: string;
  readonly operation: string;
  /** The fields of a JSON protocol; empty for others. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What is done with a call: carried out, carried out and its answer dropped, dropped, or refused; of a batch, half of it may be. */
export type Treatment = 'pass' | 'drop answer' | 'drop' | Refusal | 'half';

export interface Interposer extends AsyncDisposable {
  /** The endpoint of all services. */
  readonly endpoint: string;
}

/** Stands between functions and AWS. `treat` is asked before a call is carried out, `after` is told when it was. */
export async function startInterposer(
  upstream: { readonly dynamodb: string; readonly others: string },
  treat: (call: AwsCall) => Treatment,
  after: (call: AwsCall) => void,
): Promise<Interposer> {
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const call = describe(request, body);
    const treatment = treat(call);
    if (treatment === 'throttle' || treatment === 'error500') {
      const { statusCode, headers, body: refusal } = faultResponse(call.service, treatment);
      response.writeHead(statusCode, headers).end(refusal);
      return;
    }
    if (treatment === 'drop') return void response.destroy();
    const { sent, failed } = treatment === 'half' ? halve(body) : { sent: body, failed: [] };
    const base = call.service === 'dynamodb' ? upstream.dynamodb : upstream.others;
    const answer = await fetch(base + (request.url ?? '/'), {
      method: request.method ?? 'POST',
      headers: endToEnd(request.headers),
      ...(sent.length > 0 ? { body: new Uint8Array(sent) } : {}),
    });
    const content = await answer.text();
    after(call);
    if (treatment === 'drop answer') return void response.destroy();
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(failed.length > 0 ? withFailed(content, failed) : content);
  }

  const server = createServer((request, response) => {
    // A function that was killed amid its call.
    serve(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  return listenOnLoopback(server);
}

function describe(request: IncomingMessage, body: Buffer): AwsCall {
  const { service, accessKey: caller } = identify(request);
  const operation = jsonOperation(request);
  if (operation === null) {
    return { caller, service, operation: new URLSearchParams(body.toString()).get('Action') ?? '', fields: {} };
  }
  return { caller, service, operation, fields: parseJson(body.toString()) as Record<string, unknown> };
}

/** Of a SendMessageBatch every second entry is kept back. */
function halve(body: Buffer): { sent: Buffer; failed: readonly string[] } {
  const batch = JSON.parse(body.toString()) as { Entries: { Id: string }[] };
  const kept = batch.Entries.filter((_, index) => index % 2 === 0);
  return {
    sent: Buffer.from(JSON.stringify({ ...batch, Entries: kept })),
    failed: batch.Entries.filter((_, index) => index % 2 === 1).map(({ Id }) => Id),
  };
}

function withFailed(answer: string, failed: readonly string[]): string {
  const entries = failed.map((Id) => ({ Id, SenderFault: false, Code: 'InternalError', Message: 'not this one' }));
  return JSON.stringify({ ...(JSON.parse(answer) as object), Failed: entries });
}

const hopHeaders = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'expect', 'host']);

function endToEnd(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      hopHeaders.has(name) || value === undefined ? [] : [[name, String(value)]],
    ),
  );
}
