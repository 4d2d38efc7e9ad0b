import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type Item, s } from './conditional-update.ts';

/** The key of the one item that is no entry: it names the lanes that have entries of their own. No address is so short. */
export const lanesKey = '*';

/**
 * Says that a lane has entries of its own, before the first is written. Lanes that have none, which is most, are spared a
 * second look-up of each recipient. What was marked stays: an entry ends by itself.
 */
export async function markLane(client: DynamoDBClient, table: string, lane: string): Promise<void> {
  await client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { key: s(lanesKey) },
      UpdateExpression: 'ADD lanes :lane',
      ExpressionAttributeValues: { ':lane': { SS: [lane] } },
    }),
  );
}

/** The lanes that have entries of their own, from the items of a look-up that asked for `lanesKey` too. */
export function markedLanes(items: readonly Item[]): ReadonlySet<string> {
  return new Set(items.find((item) => item['key']?.S === lanesKey)?.['lanes']?.SS ?? []);
}
