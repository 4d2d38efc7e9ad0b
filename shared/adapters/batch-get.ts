import { setTimeout as wait } from 'node:timers/promises';
import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Item } from './conditional-update.ts';

/** BatchGetItem takes 100 keys a call (AWS limit). */
const maxKeys = 100;

/** Reads all of these items; what DynamoDB leaves unprocessed is asked for again, with a growing wait. Throws when that does not end. */
export async function batchGet(
  client: DynamoDBClient,
  table: string,
  keys: readonly Item[],
  { consistent }: { consistent: boolean },
): Promise<Item[]> {
  const chunks = Array.from({ length: Math.ceil(keys.length / maxKeys) }, (_, index) =>
    keys.slice(index * maxKeys, (index + 1) * maxKeys),
  );
  const found = await Promise.all(chunks.map((chunk) => getChunk(client, table, chunk, consistent)));
  return found.flat();
}

async function getChunk(client: DynamoDBClient, table: string, keys: Item[], consistent: boolean): Promise<Item[]> {
  const items: Item[] = [];
  let pending = keys;
  for (let attempt = 1; pending.length > 0; attempt++) {
    if (attempt > 8) throw new Error(`DynamoDB left ${pending.length} keys of ${table} unprocessed after 8 tries`);
    if (attempt > 1) await wait(25 * 2 ** attempt);
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: pending, ConsistentRead: consistent } } }),
    );
    items.push(...(Responses?.[table] ?? []));
    pending = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return items;
}
