import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoHolds, scanHolds } from '#shared/adapters/dynamodb-holds.ts';
import { type Emulators, startEmulators } from '#test/support/emulators.ts';
import { createTable } from '#test/support/tables.ts';

describe('holds in DynamoDB', () => {
  let emulators: Emulators;
  beforeAll(async () => {
    emulators = await startEmulators({ dynamodb: 'dynalite' });
    await createTable(emulators.dynamodb, 'bucket', 'key');
  });
  afterAll(() => emulators[Symbol.asyncDispose]());

  it('are read as they were set, each site’s once while it is in force', async () => {
    const holds = createDynamoHolds(emulators.dynamodb, 'bucket');
    expect(await holds.read('a.test')).toEqual([]);
    const hold = { site: 'mx:a+b', untilMs: 2_000, lengthMs: 1_000, sinceMs: 1_000, reason: '550 5.7.26 no' };
    const set = await Promise.all([1, 2, 3].map(() => holds.set('a.test', hold, [], 1_000)));
    expect(set.filter(Boolean)).toHaveLength(1);
    expect(await holds.read('a.test')).toEqual([hold]);
    const next = { ...hold, untilMs: 4_000, sinceMs: 2_000 };
    expect(await holds.set('a.test', next, [], 1_999)).toBe(false);
    expect(await holds.set('a.test', next, [], 2_000)).toBe(true);
    const other = { ...hold, site: 'gmail' };
    expect(await holds.set('a.test', other, [], 1_000)).toBe(true);
    expect((await holds.read('a.test')).toSorted((a, b) => b.untilMs - a.untilMs)).toEqual([next, other]);
    const third = { ...hold, site: 'yahoo', untilMs: 6_000 };
    expect(await holds.set('a.test', third, ['mx:a+b', 'gmail'], 5_000)).toBe(true);
    expect(await holds.read('a.test')).toEqual([third]);
  });

  it('are found by who looks for all of them', async () => {
    await createTable(emulators.dynamodb, 'scanned', 'key');
    const holds = createDynamoHolds(emulators.dynamodb, 'scanned');
    const hold = { site: 'gmail', untilMs: 2_000, lengthMs: 1_000, sinceMs: 1_000, reason: 'no' };
    await holds.set('a.test', hold, [], 1_000);
    const found = [];
    for await (const one of scanHolds(emulators.dynamodb, 'scanned')) found.push(one);
    expect(found).toEqual([{ fromDomain: 'a.test', holds: [hold] }]);
  });
});
