import { DeleteItemCommand, type DynamoDBClient, GetItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import {
  type Attention,
  attentionKinds,
  type AttentionStore,
  type Cause,
  mendedAfterMs,
} from '../attention/attention.ts';
import { parseJson } from '../parse-json.ts';
import { conditionalUpdate, type Item, n, s } from './conditional-update.ts';

const keyPrefix = 'attention#';

/** Several senders may meet a cause at once; so many in a row are unlikely to be quicker than one. */
const maxTries = 5;

const attentionSchema: z.ZodType<Attention> = z.object({
  egress: z.string(),
  site: z.string(),
  kind: z.enum(attentionKinds),
  scope: z.enum(['message', 'site', 'from-domain', 'egress']),
  fromDomain: z.string().nullable(),
  lane: z.string(),
  host: z.string().nullable(),
  rule: z.string(),
  count: z.number(),
  firstAtMs: z.number(),
  lastAtMs: z.number(),
  replies: z.array(z.object({ atMs: z.number(), text: z.string() })),
  untilMs: z.number().nullable(),
  isEverywhere: z.boolean(),
  toldAtMs: z.number(),
});

/**
 * What asks for a human, in the bucket table: one item a cause, its facts as JSON in `attention`, which guards its changes. It is
 * forgotten some time after it was met last.
 */
export function createDynamoAttention(client: DynamoDBClient, table: string): AttentionStore {
  return {
    async change(cause, next) {
      const place = { TableName: table, Key: keyOf(cause) };
      let { Item: item } = await client.send(new GetItemCommand({ ...place, ConsistentRead: true }));
      for (let tries = 1; tries <= maxTries; tries++) {
        const known = item ? attentionOf(item) : null;
        const attention = next(known);
        if (!attention) return known;
        const before = item?.['attention'];
        const result = await conditionalUpdate(client, {
          ...place,
          UpdateExpression: 'SET attention = :attention, expiresAtEpochSeconds = :end',
          ConditionExpression: before ? 'attention = :before' : 'attribute_not_exists(attention)',
          ExpressionAttributeValues: {
            ':attention': s(JSON.stringify(attention)),
            ':end': n(Math.ceil((Math.max(attention.lastAtMs, attention.untilMs ?? 0) + mendedAfterMs) / 1000)),
            ...(before ? { ':before': before } : {}),
          },
        });
        if (result.kind === 'written') return attention;
        item = result.found ?? undefined;
      }
      throw new Error('what asks for a human changes all the time');
    },
  };
}

/** Forgets a cause: the next refusal is a new one. */
export async function forgetAttention(client: DynamoDBClient, table: string, cause: Cause): Promise<void> {
  await client.send(new DeleteItemCommand({ TableName: table, Key: keyOf(cause) }));
}

/** All that asks for a human. Costs a read unit for each 8 KB of the whole table. */
export async function* scanAttention(client: DynamoDBClient, table: string): AsyncGenerator<Attention> {
  const pages = paginateScan(
    { client },
    {
      TableName: table,
      FilterExpression: 'begins_with(#key, :prefix)',
      ExpressionAttributeNames: { '#key': 'key' },
      ExpressionAttributeValues: { ':prefix': s(keyPrefix) },
    },
  );
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      const attention = attentionOf(item);
      if (attention) yield attention;
    }
  }
}

function keyOf({ egress, site, scope, fromDomain, kind }: Cause): Item {
  return { key: s(`${keyPrefix}${[egress, site, scope, fromDomain ?? '', kind].join('#')}`) };
}

/** What another release wrote in a way that cannot be read is met anew. */
function attentionOf(item: Item): Attention | null {
  const parsed = attentionSchema.safeParse(parseJson(item['attention']?.S ?? ''));
  return parsed.success ? parsed.data : null;
}
