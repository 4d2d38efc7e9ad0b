import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { listenOnLoopback } from './http-endpoint.ts';

/** The Secrets Manager API, as far as GetSecretValue: no emulator here speaks it. Undefined: there is no such secret. */
export async function startSecrets(secretOf: (id: string) => string | undefined) {
  let calls = 0;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      calls++;
      const { SecretId = '' } = JSON.parse(body) as { SecretId?: string };
      const secret = secretOf(SecretId);
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      if (secret === undefined) {
        response.statusCode = 400;
        response.end(JSON.stringify({ __type: 'ResourceNotFoundException', message: 'no such secret' }));
      } else response.end(JSON.stringify({ ARN: SecretId, Name: SecretId, SecretString: secret }));
    });
  });
  const listening = await listenOnLoopback(server);
  const { endpoint } = listening;
  const client = new SecretsManagerClient({
    region: 'eu-west-1',
    endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return {
    client,
    endpoint,
    calls: () => calls,
    async [Symbol.asyncDispose]() {
      client.destroy();
      await listening[Symbol.asyncDispose]();
    },
  };
}
