import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { HoldStore } from '../bucket/hold.ts';
import { conditionalUpdate, n, numberOf, s } from './conditional-update.ts';

export const holdKeyPrefix = 'hold#';

/** A hold is remembered for this long after its end: one that follows closely is longer. */
const rememberedMs = 86_400_000;

/** Holds on From-domains, in the bucket table under `hold#<domain>`. */
export function createDynamoHolds(client: DynamoDBClient, table: string): HoldStore {
  const keyOf = (fromDomain: string) => ({ key: s(`${holdKeyPrefix}${fromDomain}`) });
  return {
    async read(fromDomain) {
      const { Item: item } = await client.send(new GetItemCommand({ TableName: table, Key: keyOf(fromDomain) }));
      return item
        ? {
            untilMs: numberOf(item['untilMs']),
            lengthMs: numberOf(item['lengthMs']),
            sinceMs: numberOf(item['sinceMs']),
            reason: item['reason']?.S ?? '',
          }
        : null;
    },
    async set(fromDomain, hold, nowMs) {
      const result = await conditionalUpdate(client, {
        TableName: table,
        Key: keyOf(fromDomain),
        UpdateExpression:
          'SET untilMs = :until, lengthMs = :length, sinceMs = :since, reason = :reason, expiresAtEpochSeconds = :end',
        ConditionExpression: 'attribute_not_exists(untilMs) OR untilMs <= :now',
        ExpressionAttributeValues: {
          ':until': n(hold.untilMs),
          ':length': n(hold.lengthMs),
          ':since': n(hold.sinceMs),
          ':reason': s(hold.reason),
          ':end': n(Math.ceil((hold.untilMs + rememberedMs) / 1000)),
          ':now': n(nowMs),
        },
      });
      return result.kind === 'written';
    },
  };
}
