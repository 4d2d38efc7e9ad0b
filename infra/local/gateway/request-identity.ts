import type { IncomingMessage } from 'node:http';

export interface RequestIdentity {
  /** The access key of the credential: each function has its own, which is its logical id. */
  readonly accessKey: string;
  /** The service of the credential's scope, e.g. `sqs`. */
  readonly service: string;
}

/** Who signed a request and for which service, from its SigV4 `Authorization` header. Signatures are not checked. */
export function identify(request: IncomingMessage): RequestIdentity {
  const scope = /Credential=([^/,\s]+)\/\d{8}\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '');
  return { accessKey: scope?.[1] ?? '', service: scope?.[2] ?? 's3' };
}

/** The operation of a JSON-protocol request (`AmazonSQS.SendMessage`); null for other protocols. */
export function jsonOperation(request: IncomingMessage): string | null {
  const target = request.headers['x-amz-target'];
  return typeof target === 'string' ? target.slice(target.indexOf('.') + 1) : null;
}

/** The operation of an S3 request: the SDK states it as `x-id`, other clients only by method and path. */
export function s3Operation(method: string, url: string): string {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const stated = searchParams.get('x-id');
  if (stated) return stated;
  const isObject = pathname.split('/').filter(Boolean).length > 1;
  switch (method) {
    case 'PUT':
      return isObject ? 'PutObject' : 'CreateBucket';
    case 'HEAD':
      return isObject ? 'HeadObject' : 'HeadBucket';
    case 'DELETE':
      return isObject ? 'DeleteObject' : 'DeleteBucket';
    case 'GET':
      return isObject ? 'GetObject' : 'ListObjects';
    default:
      return `${method} ${isObject ? 'object' : 'bucket'}`;
  }
}

/** What a request of the JSON protocol or of SNS's form protocol works on, by its name; empty where it names nothing. */
export function resourceOf(body: unknown): string {
  if (typeof body !== 'object' || body === null) return '';
  const { TableName, RequestItems, QueueUrl, TopicArn, SecretId } = body as Readonly<Record<string, unknown>>;
  const [batchTable] = typeof RequestItems === 'object' && RequestItems !== null ? Object.keys(RequestItems) : [];
  // A secret's name may have slashes; all others are the last part of an ARN or a URL.
  if (typeof SecretId === 'string') return SecretId.slice(SecretId.lastIndexOf(':') + 1);
  const named = [TableName, batchTable, QueueUrl, TopicArn].find((name) => typeof name === 'string') ?? '';
  return named.slice(Math.max(named.lastIndexOf('/'), named.lastIndexOf(':')) + 1);
}

/** The bucket of an S3 request in path style. */
export function bucketOf(url: string): string {
  return decodeURIComponent(new URL(url, 'http://localhost').pathname.split('/')[1] ?? '');
}
