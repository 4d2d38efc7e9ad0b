import { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import type { DynamoDbKind } from '#infra/local/aws/dynamodb.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { createTinyStack, startTiny } from '../support/tiny-stack.ts';
import { until } from '../support/worker.ts';

const idle = 'export const handler = async () => {};';

function clientsOf(local: LocalAws, caller: string) {
  const config = { ...local.clientConfig(caller), maxAttempts: 1 };
  const clients = {
    sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
    sns: new SNSClient(config),
    s3: new S3Client(config),
    dynamoDb: new DynamoDBClient(config),
  };
  return { ...clients, [Symbol.dispose]: () => Object.values(clients).forEach((client) => client.destroy()) };
}

/** `operation → [calls, units]` of one caller; a call is recorded when its answer has left, so the expected number is awaited. */
async function recorded(local: LocalAws, caller: string, calls: number) {
  const rows = () => local.calls().filter((row) => row.caller === caller);
  await until(`${calls} calls recorded`, () => rows().reduce((sum, row) => sum + row.calls, 0) >= calls);
  return Object.fromEntries(
    rows().map(({ service, operation, calls, units }) => [`${service} ${operation}`, [calls, units]]),
  );
}

test.each<DynamoDbKind>(['dynoxide', 'dynalite'])('counts calls and billed units by caller (%s)', async (kind) => {
  await using local = await startTiny(createTinyStack(idle), { dynamoDb: kind });
  expect(local.dynamoDb).toBe(kind);
  using clients = clientsOf(local, 'tester');
  const put = (id: string, sizeBytes: number) =>
    clients.dynamoDb.send(
      new PutItemCommand({ TableName: 'Table', Item: { id: { S: id }, text: { S: 'x'.repeat(sizeBytes) } } }),
    );
  await put('small', 100);
  await put('large', 2500);
  await clients.dynamoDb.send(new GetItemCommand({ TableName: 'Table', Key: { id: { S: 'large' } } }));
  const refused = clients.dynamoDb.send(
    new UpdateItemCommand({
      TableName: 'Table',
      Key: { id: { S: 'small' } },
      UpdateExpression: 'SET a = :a',
      ConditionExpression: 'attribute_not_exists(id)',
      ExpressionAttributeValues: { ':a': { N: '1' } },
    }),
  );
  await expect(refused).rejects.toThrow(expect.objectContaining({ name: 'ConditionalCheckFailedException' }));
  expect(await recorded(local, 'tester', 4)).toEqual({
    'dynamodb PutItem': [2, 4],
    // Eventually consistent: half a unit.
    'dynamodb GetItem': [1, 0.5],
    'dynamodb UpdateItem': [1, 1],
  });
});

test('bills SQS and SNS by 64 KB, S3 by call, and serves buckets in path style to a client that was told nothing', async () => {
  await using local = await startTiny(createTinyStack(idle));
  using clients = clientsOf(local, 'tester');
  const queue = { QueueUrl: local.queueUrl('Done') };
  await clients.sqs.send(new SendMessageCommand({ ...queue, MessageBody: '"'.repeat(60_000) }));
  await clients.sqs.send(
    new SendMessageBatchCommand({
      ...queue,
      Entries: ['1', '2', '3'].map((Id) => ({ Id, MessageBody: 'x'.repeat(50_000) })),
    }),
  );
  await clients.sqs.send(new ReceiveMessageCommand({ ...queue, MaxNumberOfMessages: 10 }));
  await clients.sns.send(
    new PublishBatchCommand({
      TopicArn: 'arn:aws:sns:us-east-1:000000000000:Topic',
      PublishBatchRequestEntries: ['1', '2'].map((Id) => ({ Id, Message: 'y'.repeat(40_000) })),
    }),
  );
  const object = { Bucket: 'bucket', Key: 'folder/a name' };
  await clients.s3.send(new PutObjectCommand({ ...object, Body: 'content' }));
  const { Body } = await clients.s3.send(new GetObjectCommand(object));
  expect(await Body?.transformToString()).toBe('content');
  expect(await recorded(local, 'tester', 6)).toEqual({
    'sqs SendMessage': [1, 1],
    'sqs SendMessageBatch': [1, 3],
    'sqs ReceiveMessage': [1, 4],
    'sns PublishBatch': [1, 2],
    's3 PutObject': [1, 1],
    's3 GetObject': [1, 1],
  });
});

test.each(['throttle', 'error500'] as const)('refuses what a rule says as each service does: %s', async (fault) => {
  await using local = await startTiny(createTinyStack(idle));
  using clients = clientsOf(local, 'tester');
  local.fault(({ caller, operation }) => (caller === 'tester' && operation !== 'GetItem' ? fault : null));
  const isThrottle = fault === 'throttle';
  const message = { QueueUrl: local.queueUrl('Done'), MessageBody: 'x' };
  await expect(clients.sqs.send(new SendMessageCommand(message))).rejects.toMatchObject(
    isThrottle ? { name: 'RequestThrottled' } : { $metadata: { httpStatusCode: 500 } },
  );
  await expect(
    clients.sns.send(
      new PublishBatchCommand({
        TopicArn: 'arn:aws:sns:us-east-1:000000000000:Topic',
        PublishBatchRequestEntries: [{ Id: '1', Message: 'x' }],
      }),
    ),
  ).rejects.toMatchObject(isThrottle ? { name: 'ThrottledException' } : { $metadata: { httpStatusCode: 500 } });
  await expect(clients.s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'k', Body: 'x' }))).rejects.toMatchObject(
    isThrottle ? { name: 'SlowDown' } : { name: 'InternalError' },
  );
  await expect(
    clients.dynamoDb.send(new PutItemCommand({ TableName: 'Table', Item: { id: { S: 'x' } } })),
  ).rejects.toMatchObject({ name: isThrottle ? 'ProvisionedThroughputExceededException' : 'InternalServerError' });
  // Nothing of it was carried out, and nothing billed.
  const { Item } = await clients.dynamoDb.send(new GetItemCommand({ TableName: 'Table', Key: { id: { S: 'x' } } }));
  expect(Item).toBeUndefined();
  expect(await recorded(local, 'tester', 5)).toMatchObject({
    'sqs SendMessage': [1, 0],
    'sns PublishBatch': [1, 0],
    's3 PutObject': [1, 0],
    'dynamodb PutItem': [1, 0],
  });

  local.fault(null);
  await expect(clients.sqs.send(new SendMessageCommand(message))).resolves.toMatchObject({
    MessageId: expect.any(String),
  });
});
