import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DeliveryFacts, Ledger, WriteResult } from '../ledger/ledger.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import { batchGet } from './batch-get.ts';
import { type ConditionalResult, conditionalUpdate, type Item, n, numberOf, s } from './conditional-update.ts';
import { recordFromItem } from './ledger-item.ts';

const mayClaim =
  'attribute_not_exists(id) OR (#state = :waiting AND generation <= :generation) OR ' +
  '(#state = :cancelled AND updatedAtMs < :accepted)';
const ourClaim = '#state = :sending AND #owner = :owner';

const setFacts =
  '#state = :state, generation = :generation, attempts = :attempts, lane = :lane, site = :site, notes = :notes, ' +
  'updatedAtMs = :now, expiresAtEpochSeconds = :ttl';
const keepDoubts = 'doubts = if_not_exists(doubts, :zero)';
const addDoubt = 'doubts = doubts + :one';

/** The ledger as a DynamoDB table, `id` its key: two writes a message, each one conditional update. */
export function createDynamoLedger(client: DynamoDBClient, table: string, { ttlDays }: { ttlDays: number }): Ledger {
  const update = (
    id: string,
    expression: { set: string; remove?: string; condition: string },
    values: Item,
  ): Promise<ConditionalResult> =>
    conditionalUpdate(client, {
      TableName: table,
      Key: { id: s(id) },
      UpdateExpression: `SET ${expression.set}${expression.remove ? ` REMOVE ${expression.remove}` : ''}`,
      ConditionExpression: expression.condition,
      ExpressionAttributeNames: namesIn(`${expression.set} ${expression.remove ?? ''} ${expression.condition}`),
      ExpressionAttributeValues: values,
    });

  const factValues = (facts: DeliveryFacts, generation: number, nowMs: number): Item => ({
    ':generation': n(generation),
    ':attempts': n(facts.attempts),
    ':lane': s(facts.lane),
    ':site': s(facts.site),
    ':notes': s(JSON.stringify(facts.notes)),
    ':now': n(nowMs),
    ':ttl': n(Math.floor(nowMs / 1000) + ttlDays * 86_400),
  });

  return {
    async read(ids) {
      const items = await batchGet(
        client,
        table,
        ids.map((id) => ({ id: s(id) })),
        { consistent: false },
      );
      return new Map(items.map((item) => [item['id']?.S ?? '', recordFromItem(item)]));
    },

    async claim(facts, { owner, untilMs, nowMs }) {
      const result = await update(
        facts.id,
        {
          set: `${setFacts}, ${keepDoubts}, #owner = :owner, untilMs = :until`,
          remove: 'nextAttemptAtMs',
          condition: `${mayClaim} OR (${ourClaim})`,
        },
        {
          ...factValues(facts, facts.generation, nowMs),
          ':state': s('sending'),
          ':sending': s('sending'),
          ':waiting': s('waiting'),
          ':cancelled': s('cancelled'),
          ':accepted': n(facts.acceptedAtMs),
          ':owner': s(owner),
          ':until': n(untilMs),
          ':zero': n(0),
        },
      );
      return toWriteResult(result);
    },

    async settle(facts, settlement, { owner, nowMs }) {
      const waits = settlement.to === 'waiting';
      const generation = waits ? facts.generation + 1 : facts.generation;
      const result = await update(
        facts.id,
        {
          set: [
            setFacts,
            settlement.addDoubt ? addDoubt : keepDoubts,
            ...(waits ? ['nextAttemptAtMs = :next'] : []),
          ].join(', '),
          remove: waits ? 'untilMs' : 'untilMs, nextAttemptAtMs',
          // Without a claim the delivery's own generation is what is compared, not the successor's.
          condition: owner === null ? mayClaim.replace(':generation', ':ours') : ourClaim,
        },
        {
          ...factValues(facts, generation, nowMs),
          ':state': s(settlement.to),
          ...(settlement.addDoubt ? { ':one': n(1) } : { ':zero': n(0) }),
          ...(waits ? { ':next': n(settlement.nextAttemptAtMs) } : {}),
          ...(owner === null
            ? {
                ':waiting': s('waiting'),
                ':cancelled': s('cancelled'),
                ':accepted': n(facts.acceptedAtMs),
                ':ours': n(facts.generation),
              }
            : { ':sending': s('sending'), ':owner': s(owner) }),
        },
      );
      // A repeated call (its first response was lost) finds its own work done: the owner stays in the item for this.
      const found = result.kind === 'refused' ? result.found : null;
      if (found && owner !== null && found['owner']?.S === owner && found['state']?.S === settlement.to) {
        return { kind: 'written', doubts: numberOf(found['doubts']) };
      }
      return toWriteResult(result);
    },

    async doubt({ id, owner }, policy, nowMs) {
      const result = await update(
        id,
        {
          set: `#state = :state, ${addDoubt}, updatedAtMs = :now`,
          remove: 'untilMs',
          condition: `${ourClaim} AND untilMs < :now`,
        },
        {
          ':state': s(policy === 'resend' ? 'waiting' : 'in-doubt'),
          ':one': n(1),
          ':now': n(nowMs),
          ':sending': s('sending'),
          ':owner': s(owner),
        },
      );
      return toWriteResult(result);
    },
  };
}

function toWriteResult(result: ConditionalResult): WriteResult {
  if (result.kind === 'written') return { kind: 'written', doubts: numberOf(result.item['doubts']) };
  const found: LedgerRecord | null = result.found && recordFromItem(result.found);
  return { kind: 'refused', found };
}

/** `state` and `owner` are reserved words of DynamoDB's expressions. */
function namesIn(expression: string): Record<string, string> {
  return {
    '#state': 'state',
    ...(expression.includes('#owner') ? { '#owner': 'owner' } : {}),
  };
}
