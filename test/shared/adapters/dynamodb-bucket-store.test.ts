import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoBucketStore } from '#shared/adapters/dynamodb-bucket-store.ts';
import { applyWrite } from '#shared/bucket/apply.ts';
import { type BucketState, initialState } from '#shared/bucket/state.ts';
import type { Action, BucketWrite, Clause, NumberPath } from '#shared/bucket/write.ts';
import { type DynamoEmulator, hasEmulator } from '#test/support/dynamodb-process.ts';
import { type Emulators, startEmulators } from '#test/support/emulators.ts';
import { createTable } from '#test/support/tables.ts';

const path = fc.constantFrom<NumberPath[]>(
  'tatUs',
  'nextMs',
  'urgentNextMs',
  'urgentUntilMs',
  'blockedUntilMs',
  'accepted',
  'busySinceMs',
  'day',
  'dayMessages',
  'version',
);
const owner = fc.constantFrom('a', 'b', '-c_', '9');
const small = fc.integer({ min: 0, max: 3 });

const clause: fc.Arbitrary<Clause> = fc.oneof(
  fc.record({
    is: fc.constant('compare' as const),
    path,
    op: fc.constantFrom('=' as const, '<' as const, '<=' as const, '>' as const, '>=' as const),
    value: small,
  }),
  fc.record({ is: fc.constantFrom('slots-below' as const, 'slots-at-most' as const), value: small }),
  fc.record({ is: fc.constantFrom('slot-free' as const, 'slot-held' as const), owner }),
  fc.record({ is: fc.constant('slot-expires' as const), owner, atMs: small }),
);
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ do: fc.constantFrom('set' as const, 'add' as const), path, value: small }),
  fc.record({ do: fc.constant('take-slot' as const), owner, untilMs: small }),
  fc.record({ do: fc.constant('free-slot' as const), owner }),
);
/** DynamoDB refuses two actions on one path; the core plans none. */
const target = (a: Action) => ('path' in a ? a.path : 'owner' in a ? a.owner : a.do);
const write: fc.Arbitrary<BucketWrite> = fc.record({
  when: fc.array(clause, { minLength: 1, maxLength: 3 }),
  then: fc.uniqueArray(action, { minLength: 1, maxLength: 3, selector: target }),
});

describe.each((['dynalite', 'dynoxide'] satisfies DynamoEmulator[]).filter(hasEmulator))('buckets in %s', (store) => {
  let emulators: Emulators;
  beforeAll(async () => {
    emulators = await startEmulators({ dynamodb: store });
    await createTable(emulators.dynamodb, 'bucket', 'key');
  });
  afterAll(() => emulators[Symbol.asyncDispose]());

  it('mean what the writes mean in memory', async () => {
    const buckets = createDynamoBucketStore(emulators.dynamodb, 'bucket');
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(write, { maxLength: 8 }), async (writes) => {
        const key = `mx#${++runs}`;
        const created = initialState(0);
        let state: BucketState | null = null;
        for (const next of [
          { when: [{ is: 'new' }], then: [{ do: 'create', state: created }] } satisfies BucketWrite,
          ...writes,
        ]) {
          const expected = applyWrite(state, next);
          expect(await buckets.write(key, next)).toEqual(expected);
          state = expected.state;
        }
        expect(await buckets.read(key)).toEqual(state);
      }),
      { numRuns: 60 },
    );
  });

  it('read and change what an earlier release wrote, and learn anew what cannot be read', async () => {
    const buckets = createDynamoBucketStore(emulators.dynamodb, 'bucket');
    const number = (value: number) => ({ N: String(value) });
    const old = {
      key: { S: 'mx#old' },
      ...Object.fromEntries(
        ['tatUs', 'nextMs', 'blockedUntilMs', 'accepted', 'version'].map((name) => [name, number(7)]),
      ),
      slots: { M: { a: number(9) } },
      law: { M: { slotLimit: number(3) } },
    };
    await emulators.dynamodb.send(new PutItemCommand({ TableName: 'bucket', Item: old }));
    const read = await buckets.read('mx#old');
    expect(read).toMatchObject({ version: 7, slots: { a: 9 }, urgentNextMs: 0, day: 0, law: { mode: 'open' } });
    const change: BucketWrite = {
      when: [
        { is: 'compare', path: 'urgentNextMs', op: '<=', value: 5 },
        { is: 'compare', path: 'day', op: '<', value: 20_261_124 },
      ],
      then: [
        { do: 'set', path: 'day', value: 20_261_124 },
        { do: 'add', path: 'dayMessages', value: 3 },
      ],
    };
    expect(await buckets.write('mx#old', change)).toMatchObject({
      kind: 'written',
      state: { day: 20_261_124, dayMessages: 3, version: 7 },
    });
  });

  it('refuse to create a bucket twice, and show the one that is there', async () => {
    const buckets = createDynamoBucketStore(emulators.dynamodb, 'bucket');
    const create: BucketWrite = { when: [{ is: 'new' }], then: [{ do: 'create', state: initialState(1) }] };
    expect((await buckets.write('mx#twice', create)).kind).toBe('written');
    expect(await buckets.write('mx#twice', create)).toEqual({ kind: 'refused', state: initialState(1) });
  });
});
