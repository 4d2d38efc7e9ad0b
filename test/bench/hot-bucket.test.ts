import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasEmulator } from '#test/support/dynamodb-process.ts';
import { type Emulators, startEmulators } from '#test/support/emulators.ts';
import type { BucketStore } from '#shared/bucket/write.ts';
import { readMeasured } from '#infra/docs/read-measured.ts';
import { createBucketTable, measureItem, measureMethod } from './hot-bucket/measure.ts';
import { acquirerCounts, otherMethods, ourMethods } from './hot-bucket/methods.ts';

const runMs = 3_000;

/** A refusal and an appointment: 2, and a little more where appointments race, as they do in a short run on a busy machine. */
const racedFigure = 'writes per refused block';

/** Counts, never times: a real run never takes the same time twice. */
describe.skipIf(!hasEmulator('dynoxide'))('a hot bucket', () => {
  let emulators: Emulators;
  let store: BucketStore;
  beforeAll(async () => {
    emulators = await startEmulators({ dynamodb: 'dynoxide' });
    store = await createBucketTable(emulators.dynamodb);
  });
  afterAll(() => emulators[Symbol.asyncDispose]());

  const runs = ourMethods.flatMap((method) => acquirerCounts.map((acquirers) => ({ method, acquirers })));
  test.each(runs)('$method.name × $acquirers: costs no more than it is to', async ({ method, acquirers }) => {
    const { targets, figures } = await measureMethod(store, method, acquirers, runMs);
    const isRaced = (name: string) => name === racedFigure;
    expect(targets.filter(({ name, holds }) => !holds && !isRaced(name))).toEqual([]);
    expect(figures[racedFigure] ?? 0).toBeLessThan(2.5);
    expect(figures['writes per grant']).toBeGreaterThanOrEqual(1);
  });

  test('an item with 20 slots taken is no larger than it is to be', async () => {
    expect(await measureItem(emulators.dynamodb, store)).toMatchObject({ holds: true });
  });
});

test('hot-bucket.json holds every method with every number of acquirers', async () => {
  const { hotBucket } = await readMeasured();
  const methods = [...ourMethods, ...otherMethods];
  expect(hotBucket.rows.map(({ method, acquirers }) => [method, acquirers])).toEqual(
    methods.flatMap(({ name }) => acquirerCounts.map((acquirers) => [name, acquirers])),
  );
});
