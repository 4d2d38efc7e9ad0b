import { once } from 'node:events';
import { createServer } from 'node:net';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { callTimeouts } from '#shared/adapters/call-timeouts.ts';

it('ends a call to an endpoint that takes the connection and never answers', async () => {
  const server = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const client = new DynamoDBClient({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { ...callTimeouts, requestTimeout: 200 },
  });
  try {
    await expect(client.send(new GetItemCommand({ TableName: 't', Key: { id: { S: 'x' } } }))).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  } finally {
    client.destroy();
    server.close();
  }
});
