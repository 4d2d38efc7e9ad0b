import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import {
  type Attention,
  attentionKinds,
  type AttentionStore,
  type Cause,
  mendedAfterMs,
} from '../attention/attention.ts';
import { createJsonItems } from './json-items.ts';

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

export interface DynamoAttention extends AttentionStore {
  /** All that asks for a human. Costs a read unit for each 8 KB of the whole table. */
  all(): AsyncGenerator<Attention>;
  /** The next refusal of this cause is a new one. */
  forget(cause: Cause): Promise<void>;
}

/**
 * What asks for a human, in the bucket table, one item a cause: `attention#<egress>#<site>#<scope>#<From-domain>#<kind>`. It is
 * forgotten some time after it was met last.
 */
export function createDynamoAttention(client: DynamoDBClient, table: string): DynamoAttention {
  const items = createJsonItems(client, table, {
    prefix: 'attention#',
    schema: attentionSchema,
    forgottenAtMs: ({ lastAtMs, untilMs }) => Math.max(lastAtMs, untilMs ?? 0) + mendedAfterMs,
  });
  return {
    change: (cause, next) => items.change(nameOf(cause), next),
    async forget(cause) {
      await items.remove(nameOf(cause));
    },
    async *all() {
      for await (const { value } of items.all()) yield value;
    },
  };
}

function nameOf({ egress, site, scope, fromDomain, kind }: Cause): string {
  return [egress, site, scope, fromDomain ?? '', kind].join('#');
}
