import { CreateTableCommand, type DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { LocalResource, LocalResources, PropertiesOf } from '../template/resources.ts';

export interface AwsClients {
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly s3: S3Client;
  readonly dynamoDb: DynamoDBClient;
}

/** Creates the template's queues, topics, buckets and tables, each with the attributes that the template gives it. */
export async function createResources(clients: AwsClients, resources: LocalResources): Promise<void> {
  await Promise.all([
    ...resources.queues.map((queue) => createQueue(clients.sqs, queue)),
    ...resources.buckets.map(({ name }) => clients.s3.send(new CreateBucketCommand({ Bucket: name.toLowerCase() }))),
    ...resources.tables.map((table) => createTable(clients.dynamoDb, table)),
    ...resources.topics.map(({ name }) => clients.sns.send(new CreateTopicCommand({ Name: name }))),
  ]);
  for (const { properties } of resources.subscriptions) await subscribe(clients.sns, properties);
}

/** Properties of AWS::SQS::Queue that are no attributes of CreateQueue. */
const notAttributes = new Set(['QueueName', 'Tags', 'Policy']);

async function createQueue(sqs: SQSClient, { name, properties }: LocalResource<'AWS::SQS::Queue'>): Promise<void> {
  const attributes = Object.entries(properties).filter(([key]) => !notAttributes.has(key));
  await sqs.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: Object.fromEntries(
        attributes.map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
      ),
    }),
  );
}

async function createTable(
  dynamoDb: DynamoDBClient,
  { name, properties }: LocalResource<'AWS::DynamoDB::Table'>,
): Promise<void> {
  const { TimeToLiveSpecification: ttl, ...definition } = properties;
  await dynamoDb.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      ...definition,
    }),
  );
  if (!ttl?.Enabled) return;
  try {
    await dynamoDb.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: ttl }));
  } catch (error) {
    // dynalite has no TTL; a local run ends long before anything would expire.
    if (!(error instanceof Error && /UnknownOperation|ValidationException/.test(error.name))) throw error;
  }
}

async function subscribe(sns: SNSClient, properties: PropertiesOf<'AWS::SNS::Subscription'>): Promise<void> {
  const { TopicArn, Protocol, Endpoint, RawMessageDelivery, FilterPolicy, FilterPolicyScope } = properties;
  // People's addresses get nothing from a local run.
  if (Protocol !== 'sqs') return;
  await sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol,
      Endpoint,
      Attributes: {
        RawMessageDelivery: String(RawMessageDelivery),
        ...(FilterPolicy ? { FilterPolicy: JSON.stringify(FilterPolicy) } : {}),
        ...(FilterPolicyScope === undefined ? {} : { FilterPolicyScope }),
      },
    }),
  );
}
