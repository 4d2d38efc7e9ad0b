import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type FindSuppressed, suppressionKey } from '../mail/suppression.ts';
import { batchGet } from './batch-get.ts';
import { numberOf, s } from './conditional-update.ts';

/**
 * The suppression list as a DynamoDB table: key `key` (`suppressionKey`), `reason`, and `expiresAtEpochSeconds` where an entry ends.
 * DynamoDB removes what has expired some days later, so the time is compared here.
 */
export function createSuppressionList(client: DynamoDBClient, table: string, now: () => number): FindSuppressed {
  return async (recipients) => {
    const keys = [...new Set(recipients.map(suppressionKey))].map((key) => ({ key: s(key) }));
    const items = await batchGet(client, table, keys, { consistent: false });
    const nowSeconds = now() / 1000;
    const reasons = new Map(
      items
        .filter((item) => numberOf(item['expiresAtEpochSeconds'], Number.POSITIVE_INFINITY) > nowSeconds)
        .map((item) => [item['key']?.S ?? '', item['reason']?.S ?? 'suppressed']),
    );
    return new Map(
      recipients.flatMap((recipient) => {
        const reason = reasons.get(suppressionKey(recipient));
        return reason === undefined ? [] : [[recipient, { reason }] as const];
      }),
    );
  };
}
