import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { createDynamoBucketStore } from '#shared/adapters/dynamodb-bucket-store.ts';
import { initialState } from '#shared/bucket/state.ts';
import type { BucketStore } from '#shared/bucket/write.ts';
import type { HotBucketRow, Judgement } from '#infra/docs/measured.ts';
import { createTable } from '#test/support/tables.ts';
import { atMost, judge } from '../experiments/judge.ts';
import { fullBucket } from './full-item.ts';
import { itemBytes } from '#infra/local/gateway/item-bytes.ts';
import type { Method } from './methods.ts';

/** What the emulator surely reaches with the SDK in one process: the bucket is to be the bottleneck. */
const mostGrantsPerSecond = 40;

const tableName = 'bucket';

/** A bucket table in this emulator. */
export async function createBucketTable(dynamodb: DynamoDBClient): Promise<BucketStore> {
  await createTable(dynamodb, tableName, 'key');
  return createDynamoBucketStore(dynamodb, tableName);
}

/** So many acquirers on one bucket of their own, for so long, beside a warm-up that is not counted. */
export async function measureMethod(
  store: BucketStore,
  { name, run, block, share, serviceMs, targets }: Method,
  acquirers: number,
  runMs: number,
): Promise<HotBucketRow> {
  const site = `${name} ${acquirers}`;
  const state = initialState(Date.now());
  await store.write(`mx#${site}`, {
    when: [{ is: 'new' }],
    then: [{ do: 'create', state: { ...state, law: { ...state.law, slotLimit: 1_000, serviceMs } } }],
  });
  const intervalUs = Math.round(1_000_000 / Math.min(Math.max(5, acquirers * share), mostGrantsPerSecond) / block);
  const { grants, messages, grantCalls, refusals, refusalWrites } = await run({
    store,
    site,
    acquirers,
    block,
    intervalUs,
    runMs,
  });
  const figures: HotBucketRow['figures'] = {
    'grants/s': rounded((1000 * grants) / runMs),
    'writes per grant': rounded(grantCalls.writes / grants),
    'reads per grant': rounded(grantCalls.reads / grants),
    'writes per message': rounded(grantCalls.writes / messages),
    'refused blocks per grant': rounded(refusals / grants),
    'all writes per message': rounded((grantCalls.writes + refusalWrites) / messages),
    'writes per refused block': refusals > 0 ? rounded(refusalWrites / refusals) : null,
  };
  const judgements = targets.flatMap((target) => {
    const figure = figures[target.name];
    // Where nobody was refused there is nothing to hold against the target.
    return figure === null || figure === undefined ? [] : [judge(target, figure)];
  });
  return { method: name, acquirers, figures, targets: judgements };
}

/** Bytes that the item takes with 20 slots taken. */
export async function measureItem(dynamodb: DynamoDBClient, store: BucketStore): Promise<Judgement> {
  await store.write('full', { when: [{ is: 'new' }], then: [{ do: 'create', state: fullBucket() }] });
  const { Item: item = {} } = await dynamodb.send(
    new GetItemCommand({ TableName: tableName, Key: { key: { S: 'full' } } }),
  );
  return judge(atMost('bytes', 1024), itemBytes(item));
}

/** To what is printed: a real run never gives the same figures twice. */
const rounded = (figure: number) => Number(figure.toFixed(3));
