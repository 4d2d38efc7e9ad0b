import { DeleteItemCommand, type DynamoDBClient, GetItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import type * as z from 'zod';
import { parseJson } from '../parse-json.ts';
import { conditionalUpdate, type Item, n, s } from './conditional-update.ts';

/** Items of a table that hold one JSON document each, which guards its own changes. For what is changed seldom. */
export interface JsonItems<T> {
  /** Eventually consistent; null where there is none, or none that can be read. */
  read(name: string): Promise<T | null>;
  /**
   * Puts in the place of a document what `next` makes of it; null leaves it. `next` is asked again where somebody else was
   * quicker. Returns what stands there then.
   */
  change(name: string, next: (known: T | null) => T | null): Promise<T | null>;
  /** False where there was none. */
  remove(name: string): Promise<boolean>;
  /** All of them. Costs a read unit for each 8 KB of the whole table. */
  all(): AsyncGenerator<{ readonly name: string; readonly value: T }>;
}

/** Several senders may change a document at once; so many in a row are unlikely to be quicker than one. */
const maxTries = 5;

/** Documents under the keys `<prefix><name>`; DynamoDB removes one some time after `forgottenAtMs`. */
export function createJsonItems<T>(
  client: DynamoDBClient,
  table: string,
  { prefix, schema, forgottenAtMs }: { prefix: string; schema: z.ZodType<T>; forgottenAtMs: (value: T) => number },
): JsonItems<T> {
  const placeOf = (name: string) => ({ TableName: table, Key: { key: s(`${prefix}${name}`) } });
  /** What another release wrote in a way that cannot be read counts as none, and is written over. */
  const valueOf = (item: Item | undefined): T | null => {
    const parsed = schema.safeParse(parseJson(item?.['document']?.S ?? ''));
    return parsed.success ? parsed.data : null;
  };

  return {
    async read(name) {
      const { Item: item } = await client.send(new GetItemCommand(placeOf(name)));
      return valueOf(item);
    },
    async change(name, next) {
      let { Item: item } = await client.send(new GetItemCommand({ ...placeOf(name), ConsistentRead: true }));
      for (let tries = 1; tries <= maxTries; tries++) {
        const known = valueOf(item);
        const value = next(known);
        if (value === null) return known;
        const before = item?.['document'];
        const result = await conditionalUpdate(client, {
          ...placeOf(name),
          UpdateExpression: 'SET #document = :document, expiresAtEpochSeconds = :end',
          ConditionExpression: before ? '#document = :before' : 'attribute_not_exists(#document)',
          ExpressionAttributeNames: { '#document': 'document' },
          ExpressionAttributeValues: {
            ':document': s(JSON.stringify(value)),
            ':end': n(Math.ceil(forgottenAtMs(value) / 1000)),
            ...(before ? { ':before': before } : {}),
          },
        });
        if (result.kind === 'written') return value;
        item = result.found ?? undefined;
      }
      throw new Error(`${prefix}${name} changes all the time`);
    },
    async remove(name) {
      const { Attributes } = await client.send(new DeleteItemCommand({ ...placeOf(name), ReturnValues: 'ALL_OLD' }));
      return Attributes !== undefined;
    },
    async *all() {
      const pages = paginateScan(
        { client },
        {
          TableName: table,
          FilterExpression: 'begins_with(#key, :prefix)',
          ExpressionAttributeNames: { '#key': 'key' },
          ExpressionAttributeValues: { ':prefix': s(prefix) },
        },
      );
      for await (const { Items = [] } of pages) {
        for (const item of Items) {
          const value = valueOf(item);
          if (value !== null) yield { name: (item['key']?.S ?? '').slice(prefix.length), value };
        }
      }
    },
  };
}
