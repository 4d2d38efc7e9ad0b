import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;

export type ConditionalResult =
  | { readonly kind: 'written'; readonly item: Item }
  | { readonly kind: 'refused'; readonly found: Item | null };

/**
 * One conditional UpdateItem. A refused condition is a value that carries the item as it stands: DynamoDB returns it with
 * the refusal at no cost; where a store does not (an emulator), it is read.
 */
export async function conditionalUpdate(
  client: DynamoDBClient,
  input: UpdateItemCommandInput & Required<Pick<UpdateItemCommandInput, 'Key' | 'TableName'>>,
): Promise<ConditionalResult> {
  try {
    const { Attributes = {} } = await client.send(
      new UpdateItemCommand({ ...input, ReturnValues: 'ALL_NEW', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    );
    return { kind: 'written', item: Attributes };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    if (error.Item) return { kind: 'refused', found: error.Item };
    const read = await client.send(
      new GetItemCommand({ TableName: input.TableName, Key: input.Key, ConsistentRead: true }),
    );
    return { kind: 'refused', found: read.Item ?? null };
  }
}

export function numberOf(value: AttributeValue | undefined, whenAbsent = 0): number {
  return value?.N === undefined ? whenAbsent : Number(value.N);
}

export const n = (value: number): AttributeValue => ({ N: String(value) });
export const s = (value: string): AttributeValue => ({ S: value });
