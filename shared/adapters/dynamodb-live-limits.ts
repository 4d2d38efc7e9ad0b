import { type AttributeValue, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { LiveEntries } from '../bucket/live-limits.ts';
import { conditionalUpdate, type Item, n, s } from './conditional-update.ts';

export interface LiveLimitStore {
  /** Eventually consistent: what was set a second ago may be missing. */
  read(): Promise<LiveEntries>;
  readConsistent(): Promise<LiveEntries>;
  /** Sets what holds for one site, or takes it back with null; the entries of other sites stay. */
  set(site: string, texts: readonly string[] | null): Promise<LiveEntries>;
}

/** Several operators may change the limits at once; so many in a row are unlikely to be quicker than one. */
const maxTries = 5;

/**
 * The live limits of one egress, an item of the bucket table that a person can read: `key` is `limits#<egress>`, `limits` a map
 * of sites to lists of texts, and `version` guards its changes.
 */
export function createLiveLimitStore(client: DynamoDBClient, table: string, egress: string): LiveLimitStore {
  const place = { TableName: table, Key: { key: s(`limits#${egress}`) } };

  async function get(isConsistent: boolean): Promise<Item | null> {
    const { Item: item } = await client.send(new GetItemCommand({ ...place, ConsistentRead: isConsistent }));
    return item ?? null;
  }

  return {
    read: async () => entriesOf(await get(false)),
    readConsistent: async () => entriesOf(await get(true)),
    async set(site, texts) {
      let item = await get(true);
      for (let tries = 1; tries <= maxTries; tries++) {
        const { [site]: _replaced, ...others } = item?.['limits']?.M ?? {};
        const limits = texts === null ? others : { ...others, [site]: { L: texts.map(s) } };
        const version = item?.['version'];
        const result = await conditionalUpdate(client, {
          ...place,
          UpdateExpression: 'SET #limits = :limits, #version = :next',
          ConditionExpression: version ? '#version = :seen' : 'attribute_not_exists(#version)',
          ExpressionAttributeNames: { '#limits': 'limits', '#version': 'version' },
          ExpressionAttributeValues: {
            ':limits': { M: limits },
            ':next': n(Number(version?.N ?? 0) + 1),
            ...(version ? { ':seen': version } : {}),
          },
        });
        if (result.kind === 'written') return entriesOf(result.item);
        item = result.found;
      }
      throw new Error('the live limits change all the time; try again');
    },
  };
}

/** What somebody wrote by hand in another form comes out as a text that names it: the entry is then unreadable, not the item. */
function entriesOf(item: Item | null): LiveEntries {
  return Object.fromEntries(
    Object.entries(item?.['limits']?.M ?? {}).map(([site, value]) => [site, (value.L ?? [value]).map(textOf)]),
  );
}

function textOf(value: AttributeValue): string {
  return value.S ?? JSON.stringify(value);
}
