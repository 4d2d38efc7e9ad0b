import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { type DynamoEmulator, startDynamoProcess } from './dynamodb-process.ts';

export interface Emulators extends AsyncDisposable {
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  /** SQS, SNS and S3. */
  readonly endpoint: string;
  readonly dynamodbEndpoint: string;
}

const account = { region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

/**
 * AWS as the tests see it: SQS, SNS and S3 in this process, DynamoDB in a child, and clients that a test may fit with
 * middleware of its own. Use with `await using`, or dispose in `afterAll`.
 */
export async function startEmulators(options: { dynamodb?: DynamoEmulator } = {}): Promise<Emulators> {
  const app = buildApp({ logger: false });
  const [endpoint, dynamo] = await Promise.all([
    app.listen({ host: '127.0.0.1', port: 0 }),
    startDynamoProcess(options.dynamodb ?? 'dynalite'),
  ]);
  const clients = {
    // The queue URL names a host of its own; without this the SDK would go there instead of to the endpoint.
    sqs: new SQSClient({ ...account, endpoint, useQueueUrlAsEndpoint: false }),
    sns: new SNSClient({ ...account, endpoint }),
    s3: new S3Client({ ...account, endpoint, forcePathStyle: true }),
    dynamodb: new DynamoDBClient({ ...account, endpoint: dynamo.endpoint }),
  };
  return {
    ...clients,
    endpoint,
    dynamodbEndpoint: dynamo.endpoint,
    async [Symbol.asyncDispose]() {
      for (const client of Object.values(clients)) client.destroy();
      await Promise.all([app.close(), dynamo[Symbol.asyncDispose]()]);
    },
  };
}
