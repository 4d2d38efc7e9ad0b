import { DeleteItemCommand, type DynamoDBClient, paginateScan, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { suppressionKey } from '../mail/suppression.ts';
import { n, numberOf, s } from './conditional-update.ts';
import { lanesKey, markLane } from './suppression-lanes.ts';

/** An entry of the suppression list as an operator sees it. */
export interface SuppressionEntry {
  /** In lower case. */
  readonly recipient: string;
  /** Null: for all lanes. */
  readonly lane: string | null;
  readonly reason: string;
  readonly atMs: number | null;
  /** Null: it does not end. */
  readonly endsAtMs: number | null;
}

/** Every entry in force. Reads the whole table. */
export async function* scanSuppressions(
  client: DynamoDBClient,
  table: string,
  nowMs: number,
): AsyncGenerator<SuppressionEntry> {
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table })) {
    for (const item of Items) {
      const key = item['key']?.S ?? '';
      if (key === lanesKey) continue;
      // A lane's name stands before a space, and an address begins with none.
      const [, lane = null, recipient = key] = /^([a-z][a-z0-9-]*) (.+)$/.exec(key) ?? [];
      const endsAtMs = item['expiresAtEpochSeconds'] ? 1000 * numberOf(item['expiresAtEpochSeconds']) : null;
      if (endsAtMs !== null && endsAtMs <= nowMs) continue;
      const atMs = item['atMs'] ? numberOf(item['atMs']) : null;
      yield { recipient, lane, reason: item['reason']?.S ?? '', atMs, endsAtMs };
    }
  }
}

/** Writes an entry, over one that is there. */
export async function putSuppression(client: DynamoDBClient, table: string, entry: SuppressionEntry): Promise<void> {
  if (entry.lane !== null) await markLane(client, table, entry.lane);
  await client.send(
    new PutItemCommand({
      TableName: table,
      Item: {
        key: s(suppressionKey(entry.recipient, entry.lane)),
        reason: s(entry.reason),
        ...(entry.atMs === null ? {} : { atMs: n(entry.atMs) }),
        ...(entry.endsAtMs === null ? {} : { expiresAtEpochSeconds: n(Math.ceil(entry.endsAtMs / 1000)) }),
      },
    }),
  );
}

/** Removes an entry; false where there was none. */
export async function removeSuppression(
  client: DynamoDBClient,
  table: string,
  recipient: string,
  lane: string | null,
): Promise<boolean> {
  const { Attributes } = await client.send(
    new DeleteItemCommand({
      TableName: table,
      Key: { key: s(suppressionKey(recipient, lane)) },
      ReturnValues: 'ALL_OLD',
    }),
  );
  return Attributes !== undefined;
}
