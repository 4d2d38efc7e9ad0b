import { type DynamoDBClient, GetItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import type { Hold, HoldStore } from '../bucket/hold.ts';
import { conditionalUpdate, type Item, n, numberOf, s } from './conditional-update.ts';

const holdKeyPrefix = 'hold#';

/** A hold is remembered for this long after its end: one that follows closely is longer. */
const rememberedMs = 86_400_000;

/** Holds on From-domains, in the bucket table under `hold#<domain>`. */
export function createDynamoHolds(client: DynamoDBClient, table: string): HoldStore {
  const keyOf = (fromDomain: string) => ({ key: s(`${holdKeyPrefix}${fromDomain}`) });
  return {
    async read(fromDomain) {
      const { Item: item } = await client.send(new GetItemCommand({ TableName: table, Key: keyOf(fromDomain) }));
      return item ? holdFromItem(item) : null;
    },
    async set(fromDomain, hold, nowMs) {
      const result = await conditionalUpdate(client, {
        TableName: table,
        Key: keyOf(fromDomain),
        UpdateExpression:
          'SET untilMs = :until, lengthMs = :length, sinceMs = :since, reason = :reason, expiresAtEpochSeconds = :end',
        ConditionExpression: 'attribute_not_exists(untilMs) OR untilMs <= :now',
        ExpressionAttributeValues: {
          ':until': n(hold.untilMs),
          ':length': n(hold.lengthMs),
          ':since': n(hold.sinceMs),
          ':reason': s(hold.reason),
          ':end': n(Math.ceil((hold.untilMs + rememberedMs) / 1000)),
          ':now': n(nowMs),
        },
      });
      return result.kind === 'written';
    },
  };
}

/** The holds that are in force. Costs a read unit for each 8 KB of the whole table. */
export async function* scanHolds(
  client: DynamoDBClient,
  table: string,
  nowMs: number,
): AsyncGenerator<Hold & { readonly fromDomain: string }> {
  const pages = paginateScan(
    { client },
    {
      TableName: table,
      FilterExpression: 'begins_with(#key, :prefix) AND untilMs > :now',
      ExpressionAttributeNames: { '#key': 'key' },
      ExpressionAttributeValues: { ':prefix': s(holdKeyPrefix), ':now': n(nowMs) },
    },
  );
  for await (const { Items: items = [] } of pages) {
    for (const item of items) {
      yield { fromDomain: (item['key']?.S ?? '').slice(holdKeyPrefix.length), ...holdFromItem(item) };
    }
  }
}

function holdFromItem(item: Item): Hold {
  return {
    untilMs: numberOf(item['untilMs']),
    lengthMs: numberOf(item['lengthMs']),
    sinceMs: numberOf(item['sinceMs']),
    reason: item['reason']?.S ?? '',
  };
}
