import { createDynamoAttention } from '#shared/adapters/dynamodb-attention.ts';
import { createDynamoEgressStops } from '#shared/adapters/dynamodb-egress-stops.ts';
import { scanHolds } from '#shared/adapters/dynamodb-holds.ts';
import { type Attention, periodMs } from '#shared/attention/attention.ts';
import { type Hold, holdAt } from '#shared/bucket/hold.ts';
import { isHeld, type WordHold } from '#shared/bucket/word-hold.ts';
import type { Clients } from './clients.ts';
import type { Limiter } from './limiter.ts';

/** A From-domain whose mail to a site waits; null: to every site. */
export interface HeldDomain extends Omit<Hold, 'site'> {
  readonly fromDomain: string;
  readonly site: string | null;
}

/** What waits for a human. */
export interface Held {
  readonly egresses: readonly (WordHold & { readonly egress: string })[];
  readonly fromDomains: readonly HeldDomain[];
  /** What receivers block, distrust or do not believe: still waited for, or met within a day. */
  readonly calls: readonly Attention[];
}

export const nothingHeld: Held = { egresses: [], fromDomains: [], calls: [] };

/** Reads the whole bucket table, once for each of the three. */
export async function readHeld({ dynamodb }: Clients, { bucketTable }: Limiter, nowMs: number): Promise<Held> {
  const egresses: Held['egresses'][number][] = [];
  for await (const { name, value } of createDynamoEgressStops(dynamodb, bucketTable).all()) {
    if (isHeld(value)) egresses.push({ egress: name, ...value });
  }
  const fromDomains: HeldDomain[] = [];
  for await (const { fromDomain, holds } of scanHolds(dynamodb, bucketTable)) {
    const everywhere = holdAt(holds, null, nowMs);
    if (everywhere) fromDomains.push({ ...everywhere, fromDomain, site: null });
    fromDomains.push(...holds.filter(({ untilMs }) => untilMs > nowMs).map((hold) => ({ ...hold, fromDomain })));
  }
  const calls: Attention[] = [];
  for await (const attention of createDynamoAttention(dynamodb, bucketTable).all()) {
    if (nowMs - attention.lastAtMs < periodMs || (attention.untilMs ?? 0) > nowMs) calls.push(attention);
  }
  return { egresses, fromDomains, calls: calls.toSorted((a, b) => b.lastAtMs - a.lastAtMs) };
}
