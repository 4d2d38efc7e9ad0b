import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoHolds } from '#shared/adapters/dynamodb-holds.ts';
import { type Emulators, startEmulators } from '#test/support/emulators.ts';
import { createTable } from '#test/support/tables.ts';

describe('holds in DynamoDB', () => {
  let emulators: Emulators;
  beforeAll(async () => {
    emulators = await startEmulators({ dynamodb: 'dynalite' });
    await createTable(emulators.dynamodb, 'bucket', 'key');
  });
  afterAll(() => emulators[Symbol.asyncDispose]());

  it('are read as they were set, and set once while they are in force', async () => {
    const holds = createDynamoHolds(emulators.dynamodb, 'bucket');
    expect(await holds.read('a.test')).toBeNull();
    const hold = { untilMs: 2_000, lengthMs: 1_000, sinceMs: 1_000, reason: '550 5.7.26 no' };
    const set = await Promise.all([1, 2, 3].map(() => holds.set('a.test', hold, 1_000)));
    expect(set.filter(Boolean)).toHaveLength(1);
    expect(await holds.read('a.test')).toEqual(hold);
    const next = { ...hold, untilMs: 4_000, sinceMs: 2_000 };
    expect(await holds.set('a.test', next, 1_999)).toBe(false);
    expect(await holds.set('a.test', next, 2_000)).toBe(true);
    expect(await holds.read('a.test')).toEqual(next);
  });
});
