import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type FindSuppressed,
  type Sought,
  type SuppressBounced,
  suppressionKey,
  type SuppressionPolicy,
} from '../mail/suppression.ts';
import { batchGet } from './batch-get.ts';
import { conditionalUpdate, n, numberOf, s } from './conditional-update.ts';

const dayMs = 86_400_000;

/**
 * The suppression list as a DynamoDB table: key `key` (`suppressionKey`), `reason`, `atMs`, and `expiresAtEpochSeconds` where an entry
 * ends. DynamoDB removes what has expired some days later, so the time is compared here.
 */
export function createSuppressionList(client: DynamoDBClient, table: string, now: () => number): FindSuppressed {
  return async (sought) => {
    const keysOf = ({ recipient, lane }: Sought) => [suppressionKey(recipient), suppressionKey(recipient, lane)];
    const keys = [...new Set(sought.flatMap(keysOf))].map((key) => ({ key: s(key) }));
    const items = await batchGet(client, table, keys, { consistent: false });
    const nowSeconds = now() / 1000;
    const reasons = new Map(
      items
        .filter((item) => numberOf(item['expiresAtEpochSeconds'], Number.POSITIVE_INFINITY) > nowSeconds)
        .map((item) => [item['key']?.S ?? '', item['reason']?.S ?? 'suppressed']),
    );
    return (one) => {
      const reason = keysOf(one)
        .map((key) => reasons.get(key))
        .find((found) => found !== undefined);
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
  return async ({ recipient, lane, reason, atMs }) => {
    if (hardBounces === 'off') return;
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
