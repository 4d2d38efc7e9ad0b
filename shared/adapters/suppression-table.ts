import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type FindSuppressed,
  type SuppressBounced,
  suppressionKey,
  type SuppressionPolicy,
} from '../mail/suppression.ts';
import { batchGet } from './batch-get.ts';
import { conditionalUpdate, n, numberOf, s } from './conditional-update.ts';
import { lanesKey, markedLanes, markLane } from './suppression-lanes.ts';

const dayMs = 86_400_000;

/**
 * The suppression list as a DynamoDB table: key `key` (`suppressionKey`), `reason`, `atMs`, and `expiresAtEpochSeconds` where an entry
 * ends. DynamoDB removes what has expired some days later, so the time is compared here. A look-up costs half a read unit a
 * recipient, and as much again in lanes that have entries of their own.
 */
export function createSuppressionList(client: DynamoDBClient, table: string, now: () => number): FindSuppressed {
  const read = (keys: ReadonlySet<string>) =>
    batchGet(
      client,
      table,
      [...keys].map((key) => ({ key: s(key) })),
      { consistent: false },
    );
  return async (sought) => {
    if (sought.length === 0) return () => null;
    const ofAll = await read(new Set([...sought.map(({ recipient }) => suppressionKey(recipient)), lanesKey]));
    const lanes = markedLanes(ofAll);
    const inLanes = sought.filter(({ lane }) => lanes.has(lane));
    const ofLanes = await read(new Set(inLanes.map(({ recipient, lane }) => suppressionKey(recipient, lane))));
    const nowSeconds = now() / 1000;
    const reasons = new Map(
      [...ofAll, ...ofLanes]
        .filter((item) => item['key']?.S !== lanesKey)
        .filter((item) => numberOf(item['expiresAtEpochSeconds'], Number.POSITIVE_INFINITY) > nowSeconds)
        .map((item) => [item['key']?.S ?? '', item['reason']?.S ?? 'suppressed']),
    );
    return ({ recipient, lane }) => {
      const reason = reasons.get(suppressionKey(recipient)) ?? reasons.get(suppressionKey(recipient, lane));
      return reason === undefined ? null : { reason };
    };
  };
}

/** Entries for hard bounces. One write each, and none where the policy says `off`. */
export function createBounceSuppressor(
  client: DynamoDBClient,
  table: string,
  { hardBounces, expiryDays }: SuppressionPolicy,
): SuppressBounced {
  const marked = new Set<string>();
  return async ({ recipient, lane, reason, atMs }) => {
    if (hardBounces === 'off') return;
    if (hardBounces === 'stream' && lane !== null && !marked.has(lane)) {
      await markLane(client, table, lane);
      marked.add(lane);
    }
    const endsAt = expiryDays === undefined ? null : Math.ceil((atMs + expiryDays * dayMs) / 1000);
    // Without the condition an address that bounces anew would end a complaint's entry, which has no end.
    await conditionalUpdate(client, {
      TableName: table,
      // A lane that is not known is any.
      Key: { key: s(suppressionKey(recipient, hardBounces === 'stream' ? lane : null)) },
      UpdateExpression:
        endsAt === null
          ? 'SET reason = :reason, atMs = :at REMOVE expiresAtEpochSeconds'
          : 'SET reason = :reason, atMs = :at, expiresAtEpochSeconds = :end',
      ConditionExpression:
        endsAt === null
          ? 'attribute_not_exists(reason) OR attribute_exists(expiresAtEpochSeconds)'
          : 'attribute_not_exists(reason) OR expiresAtEpochSeconds < :end',
      ExpressionAttributeValues: {
        ':reason': s(reason),
        ':at': n(atMs),
        ...(endsAt === null ? {} : { ':end': n(endsAt) }),
      },
    });
  };
}
