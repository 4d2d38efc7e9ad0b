import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { itemBytes } from './item-bytes.ts';

/** Operations that take ReturnConsumedCapacity and answer with it. */
const metered = new Set([
  'GetItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'Query',
  'Scan',
  'BatchGetItem',
  'BatchWriteItem',
  'TransactGetItems',
  'TransactWriteItems',
]);

interface Consumed {
  readonly CapacityUnits?: number;
}

interface Answer {
  readonly __type?: string;
  readonly ConsumedCapacity?: Consumed | readonly Consumed[];
  readonly Item?: Readonly<Record<string, AttributeValue>>;
}

/** The request's body with ReturnConsumedCapacity switched on. */
export function withConsumedCapacity(operation: string, body: Buffer): Buffer {
  if (!metered.has(operation)) return body;
  const request: unknown = JSON.parse(body.toString());
  return Buffer.from(JSON.stringify(Object.assign({ ReturnConsumedCapacity: 'TOTAL' }, request)));
}

/** Capacity units that DynamoDB would bill for this call; `answer` is its response's body. */
export function capacityUnits(operation: string, answer: Buffer): number {
  if (!metered.has(operation)) return 0;
  const { __type: error, ConsumedCapacity: consumed, Item: item }: Answer = JSON.parse(answer.toString());
  if (error !== undefined) {
    if (!error.endsWith('ConditionalCheckFailedException')) return 0;
    // A refused condition is billed as the write of the item that refused it, at least one unit of 1 KB; the answer does not say how many.
    return Math.max(1, Math.ceil(itemBytes(item ?? {}) / 1024));
  }
  const list = Array.isArray(consumed) ? (consumed as readonly Consumed[]) : [(consumed ?? {}) as Consumed];
  return list.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}
