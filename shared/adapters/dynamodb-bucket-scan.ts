import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { BucketState } from '../bucket/state.ts';
import { stateFromItem } from './dynamodb-bucket-store.ts';

export interface ScannedBucket {
  readonly egress: string;
  readonly site: string;
  /** Null where the item cannot be read. */
  readonly state: BucketState | null;
}

/**
 * Every bucket of the table, strongly consistent; what else the table holds has no law. Costs a read unit for each 4 KB of the
 * whole table.
 */
export async function* scanBuckets(client: DynamoDBClient, table: string): AsyncGenerator<ScannedBucket> {
  const pages = paginateScan(
    { client },
    {
      TableName: table,
      ConsistentRead: true,
      FilterExpression: 'attribute_exists(#law)',
      ExpressionAttributeNames: { '#law': 'law' },
    },
  );
  for await (const page of pages) {
    for (const item of page.Items ?? []) {
      const key = item['key']?.S ?? '';
      const end = key.indexOf('#');
      if (end < 0) continue;
      yield { egress: key.slice(0, end), site: key.slice(end + 1), state: read(item) };
    }
  }
}

function read(item: Parameters<typeof stateFromItem>[0]): BucketState | null {
  try {
    return stateFromItem(item);
  } catch {
    return null;
  }
}
