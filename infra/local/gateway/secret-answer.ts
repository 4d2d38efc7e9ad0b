import type { FaultResponse } from './fault.ts';
import { resourceOf } from './request-identity.ts';

/** Secrets Manager, as far as GetSecretValue goes. A secret is found by its name, or by an ARN that ends in it. */
export function secretAnswer(
  operation: string,
  request: unknown,
  secrets: Readonly<Record<string, string>>,
): FaultResponse {
  const name = resourceOf(request);
  const text = operation === 'GetSecretValue' ? secrets[name] : undefined;
  return {
    statusCode: text === undefined ? 400 : 200,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(
      text === undefined
        ? { __type: 'ResourceNotFoundException', message: `no secret "${name}" is kept here` }
        : { Name: name, SecretString: text },
    ),
  };
}
