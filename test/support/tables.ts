import { CreateTableCommand, DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { until } from './until.ts';

/** Creates a table with a string partition key and, where given, a string sort key. */
export async function createTable(client: DynamoDBClient, name: string, key: string, sortKey?: string): Promise<void> {
  const keys = sortKey === undefined ? [key] : [key, sortKey];
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map((attribute) => ({ AttributeName: attribute, AttributeType: 'S' })),
      KeySchema: keys.map((attribute, index) => ({
        AttributeName: attribute,
        KeyType: index === 0 ? 'HASH' : 'RANGE',
      })),
    }),
  );
  await until(
    async () => {
      const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
      return Table?.TableStatus === 'ACTIVE';
    },
    { everyMs: 5 },
  );
}
