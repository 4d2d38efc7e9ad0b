/** SQS and SNS bill each started 64 KB of a call's payload as one request (aws.amazon.com/sqs/pricing, /sns/pricing). */
const chunkBytes = 64 * 1024;

export function requestsFor(payloadBytes: number): number {
  return Math.max(1, Math.ceil(payloadBytes / chunkBytes));
}

interface SqsPayload {
  readonly MessageBody?: string;
  readonly MessageAttributes?: unknown;
  readonly Entries?: readonly SqsPayload[];
  readonly Messages?: readonly { readonly Body?: string; readonly MessageAttributes?: unknown }[];
}

/** Billed requests of one SQS call. Only what carries messages counts by size: sends by their request, receives by their response. */
export function sqsRequests(request: SqsPayload, response: SqsPayload): number {
  const sent = [request, ...(request.Entries ?? [])];
  const bytes = [
    ...sent.map((entry) => sizeOf(entry.MessageBody, entry.MessageAttributes)),
    ...(response.Messages ?? []).map((message) => sizeOf(message.Body, message.MessageAttributes)),
  ];
  return requestsFor(bytes.reduce((sum, size) => sum + size, 0));
}

/** Billed requests of one SNS call, from its form fields. */
export function snsRequests(fields: Readonly<Record<string, string>>): number {
  const payload = Object.entries(fields).filter(([name]) => /(^|\.)Message$|MessageAttributes/.test(name));
  return requestsFor(payload.reduce((sum, [, value]) => sum + Buffer.byteLength(value), 0));
}

function sizeOf(body: string | undefined, attributes: unknown): number {
  return Buffer.byteLength(body ?? '') + (attributes ? JSON.stringify(attributes).length : 0);
}
