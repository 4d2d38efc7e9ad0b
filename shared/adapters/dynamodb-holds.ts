import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import type { Hold, HoldStore } from '../bucket/hold.ts';
import { conditionalUpdate, type Item, n, numberOf, s } from './conditional-update.ts';

const holdKeyPrefix = 'hold#';
/** A site's hold is an attribute of its own, so that setting it needs nothing to be there before. */
const sitePrefix = 'site#';

/** The holds are remembered for this long after the end of the one set last: one that follows closely is longer. */
const rememberedMs = 86_400_000;

/** Holds on From-domains, in the bucket table under `hold#<domain>`. */
export function createDynamoHolds(client: DynamoDBClient, table: string): HoldStore {
  const keyOf = (fromDomain: string) => ({ key: s(`${holdKeyPrefix}${fromDomain}`) });
  return {
    async read(fromDomain) {
      const { Item: item } = await client.send(new GetItemCommand({ TableName: table, Key: keyOf(fromDomain) }));
      return holdsFromItem(item ?? {});
    },
    async set(fromDomain, { site, untilMs, lengthMs, sinceMs, reason }, forgotten, nowMs) {
      const names = Object.fromEntries(forgotten.map((other, nth) => [`#old${nth}`, `${sitePrefix}${other}`]));
      const removes = Object.keys(names);
      const result = await conditionalUpdate(client, {
        TableName: table,
        Key: keyOf(fromDomain),
        UpdateExpression: [
          'SET #site = :hold, expiresAtEpochSeconds = :end',
          ...(removes.length > 0 ? [`REMOVE ${removes.join(', ')}`] : []),
        ].join(' '),
        ConditionExpression: 'attribute_not_exists(#site) OR #site.untilMs <= :now',
        ExpressionAttributeNames: { ...names, '#site': `${sitePrefix}${site}` },
        ExpressionAttributeValues: {
          ':hold': { M: { untilMs: n(untilMs), lengthMs: n(lengthMs), sinceMs: n(sinceMs), reason: s(reason) } },
          ':end': n(Math.ceil((untilMs + rememberedMs) / 1000)),
          ':now': n(nowMs),
        },
      });
      return result.kind === 'written';
    },
  };
}

/** The holds of each From-domain that has any. Costs a read unit for each 8 KB of the whole table. */
export async function* scanHolds(
  client: DynamoDBClient,
  table: string,
): AsyncGenerator<{ readonly fromDomain: string; readonly holds: readonly Hold[] }> {
  const pages = paginateScan(
    { client },
    {
      TableName: table,
      FilterExpression: 'begins_with(#key, :prefix)',
      ExpressionAttributeNames: { '#key': 'key' },
      ExpressionAttributeValues: { ':prefix': s(holdKeyPrefix) },
    },
  );
  for await (const { Items: items = [] } of pages) {
    for (const item of items) {
      yield { fromDomain: (item['key']?.S ?? '').slice(holdKeyPrefix.length), holds: holdsFromItem(item) };
    }
  }
}

/** Ends all holds of a From-domain, and forgets them: the next one is a first one. False where none was in force. */
export async function releaseHolds(
  client: DynamoDBClient,
  table: string,
  fromDomain: string,
  nowMs: number,
): Promise<boolean> {
  const Key = { key: s(`${holdKeyPrefix}${fromDomain}`) };
  const { Attributes } = await client.send(new DeleteItemCommand({ TableName: table, Key, ReturnValues: 'ALL_OLD' }));
  return holdsFromItem(Attributes ?? {}).some(({ untilMs }) => untilMs > nowMs);
}

function holdsFromItem(item: Item): Hold[] {
  return Object.entries(item)
    .filter(([attribute]) => attribute.startsWith(sitePrefix))
    .map(([attribute, { M: map = {} }]) => holdFromMap(attribute.slice(sitePrefix.length), map));
}

function holdFromMap(site: string, map: Record<string, AttributeValue>): Hold {
  return {
    site,
    untilMs: numberOf(map['untilMs']),
    lengthMs: numberOf(map['lengthMs']),
    sinceMs: numberOf(map['sinceMs']),
    reason: map['reason']?.S ?? '',
  };
}
