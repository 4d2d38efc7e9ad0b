import type { CallKey } from './recorder.ts';

export type Fault = 'throttle' | 'error500';

/** Asked before each call; null lets it through. A refused call never reaches the emulator. */
export type FaultRule = (call: CallKey) => Fault | null;

export interface FaultResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How each service says so: the codes on which the SDKs decide whether to try again. */
const codes: Readonly<Record<string, Readonly<Record<Fault, { readonly status: number; readonly code: string }>>>> = {
  dynamodb: {
    throttle: { status: 400, code: 'ProvisionedThroughputExceededException' },
    error500: { status: 500, code: 'InternalServerError' },
  },
  sqs: { throttle: { status: 403, code: 'RequestThrottled' }, error500: { status: 500, code: 'InternalFailure' } },
  sns: { throttle: { status: 429, code: 'Throttled' }, error500: { status: 500, code: 'InternalFailure' } },
  s3: { throttle: { status: 503, code: 'SlowDown' }, error500: { status: 500, code: 'InternalError' } },
};

const jsonTypes: Readonly<Record<string, string>> = {
  dynamodb: 'com.amazonaws.dynamodb.v20120810#',
  sqs: 'com.amazonaws.sqs#',
};

export function faultResponse(service: string, fault: Fault): FaultResponse {
  const { status, code } = codes[service]?.[fault] ?? { status: 500, code: 'InternalFailure' };
  const message = `refused by a fault rule (${fault})`;
  const prefix = jsonTypes[service];
  if (prefix !== undefined) {
    return {
      statusCode: status,
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        ...(service === 'sqs' ? { 'x-amzn-query-error': `${code};${status < 500 ? 'Sender' : 'Receiver'}` } : {}),
      },
      body: JSON.stringify({ __type: `${prefix}${code}`, message }),
    };
  }
  const error = `<Code>${code}</Code><Message>${message}</Message>`;
  return {
    statusCode: status,
    headers: { 'content-type': 'application/xml' },
    body:
      service === 's3'
        ? `<?xml version="1.0"?><Error>${error}</Error>`
        : `<ErrorResponse><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type>${error}</Error></ErrorResponse>`,
  };
}
