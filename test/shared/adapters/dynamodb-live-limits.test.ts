import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoBucketStore } from '#shared/adapters/dynamodb-bucket-store.ts';
import { createLiveLimitStore } from '#shared/adapters/dynamodb-live-limits.ts';
import { initialState } from '#shared/bucket/state.ts';
import { type Emulators, startEmulators } from '#test/support/emulators.ts';
import { createTable } from '#test/support/tables.ts';

let aws: Emulators;
beforeAll(async () => {
  aws = await startEmulators();
  await createTable(aws.dynamodb, 'bucket', 'key');
});
afterAll(() => aws[Symbol.asyncDispose]());

const storeOf = (egress: string) => createLiveLimitStore(aws.dynamodb, 'bucket', egress);
const itemOf = async (key: string) =>
  (await aws.dynamodb.send(new GetItemCommand({ TableName: 'bucket', Key: { key: { S: key } } }))).Item;

describe('the item of live limits', () => {
  it('is not there until something is set, and is plain to read then', async () => {
    const store = storeOf('plain');
    expect(await store.read()).toEqual({});
    expect(await store.set('gmail', ['5 connections', '60/10s'])).toEqual({ gmail: ['5 connections', '60/10s'] });
    await store.set('a.test', ['1/s']);
    expect(await itemOf('limits#plain')).toEqual({
      key: { S: 'limits#plain' },
      limits: { M: { gmail: { L: [{ S: '5 connections' }, { S: '60/10s' }] }, 'a.test': { L: [{ S: '1/s' }] } } },
      version: { N: '2' },
    });
    expect(await store.set('gmail', null)).toEqual({ 'a.test': ['1/s'] });
    expect(await store.readConsistent()).toEqual({ 'a.test': ['1/s'] });
    expect(await storeOf('other').read()).toEqual({});
  });

  it('loses no change of operators who set limits at the same time', async () => {
    const sites = ['a.test', 'b.test', 'c.test', 'd.test'];
    await Promise.all(sites.map((site) => storeOf('busy').set(site, ['1 connection'])));
    expect(Object.keys(await storeOf('busy').read()).sort()).toEqual(sites);
    expect((await itemOf('limits#busy'))?.['version']).toEqual({ N: '4' });
  });

  it('that somebody wrote by hand shows what it holds, and keeps it when another site is set', async () => {
    await aws.dynamodb.send(
      new PutItemCommand({
        TableName: 'bucket',
        Item: {
          key: { S: 'limits#hand' },
          limits: { M: { one: { S: '5 connections' }, two: { N: '5' }, three: { L: [{ BOOL: true }] } } },
        },
      }),
    );
    expect(await storeOf('hand').read()).toEqual({
      one: ['5 connections'],
      two: ['{"N":"5"}'],
      three: ['{"BOOL":true}'],
    });
    await storeOf('hand').set('four', ['1/s']);
    expect((await itemOf('limits#hand'))?.['limits']?.M).toEqual({
      one: { S: '5 connections' },
      two: { N: '5' },
      three: { L: [{ BOOL: true }] },
      four: { L: [{ S: '1/s' }] },
    });
  });

  it('is beside the buckets: what a site has learned stays as it is', async () => {
    const buckets = createDynamoBucketStore(aws.dynamodb, 'bucket');
    const state = initialState(5);
    const learned = { ...state, law: { ...state.law, slotLimit: 7, slotCeiling: 8, taughtBy: '421 too many' } };
    await buckets.write('beside#gmail', { when: [{ is: 'new' }], then: [{ do: 'create', state: learned }] });
    await storeOf('beside').set('gmail', ['1 connection']);
    await storeOf('beside').set('gmail', null);
    expect(await buckets.read('beside#gmail')).toEqual(learned);
  });
});
