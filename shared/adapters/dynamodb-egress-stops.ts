import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { WordHold } from '../bucket/word-hold.ts';
import { createJsonItems, type JsonItems } from './json-items.ts';

const wordHoldSchema: z.ZodType<WordHold> = z.object({
  words: z.record(z.string(), z.number()),
  refuted: z.record(z.string(), z.number()),
  untilMs: z.number(),
  lengthMs: z.number(),
  sinceMs: z.number(),
  reason: z.string(),
  trial: z.string().nullable(),
});

/** What was said of an egress is remembered for so long after; where no mail has tried until then, the next is met as new. */
const rememberedMs = 2 * 86_400_000;

/** Stops of egresses, in the bucket table under `stop#<egress>`. */
export function createDynamoEgressStops(client: DynamoDBClient, table: string): JsonItems<WordHold> {
  return createJsonItems(client, table, {
    prefix: 'stop#',
    schema: wordHoldSchema,
    forgottenAtMs: ({ untilMs, sinceMs, words }) => Math.max(untilMs, sinceMs, ...Object.values(words)) + rememberedMs,
  });
}
