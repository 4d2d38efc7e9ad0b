import { type AttributeValue, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { createDynamoBucketStore } from '#shared/adapters/dynamodb-bucket-store.ts';
import { initialState } from '#shared/bucket/state.ts';
import { startScriptedServer } from '#test/support/scripted-smtp.ts';
import { copyFor } from './harness.ts';
import { startDeliverPump } from './pump.ts';

async function setUp() {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startScriptedServer({}));
  const pump = stack.use(await startDeliverPump(server.port));
  const { sqs, dynamodb } = pump.aws;
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'ready' }));
  return {
    server,
    pump,
    enqueueBody: (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody })),
    /** Messages that come again later. */
    async delayed(): Promise<number> {
      const name = 'ApproximateNumberOfMessagesDelayed';
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] }));
      return Number(Attributes?.[name]);
    },
    put: (TableName: string, Item: Record<string, AttributeValue>) =>
      dynamodb.send(new PutItemCommand({ TableName, Item })),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test('a copy of a newer release goes back delayed, uncounted and unattempted', async () => {
  await using setup = await setUp();
  await setup.enqueueBody(JSON.stringify({ ...copyFor('ada@a.test'), version: 2, priority: 'none' }));
  await setup.pump.invokeFrom('ready');
  expect(setup.pump.failures).toEqual([]);
  expect(await setup.delayed()).toBe(1);
  expect(setup.server.connections()).toBe(0);
  expect(await setup.pump.takeOutcomes()).toEqual([]);
});

test('a copy whose record is in a state of a newer release goes back delayed, uncounted, and the record stays', async () => {
  await using setup = await setUp();
  const copy = copyFor('ada@a.test');
  const record = { id: { S: copy.id }, state: { S: 'quarantined' }, generation: { N: '1' }, since: { N: '5' } };
  await setup.put('ledger', record);
  await setup.pump.enqueue([copy]);
  await setup.pump.invokeFrom('ready');
  expect(setup.pump.failures).toEqual([]);
  expect(await setup.delayed()).toBe(1);
  expect(setup.server.commands).toEqual([]);
  const { Item } = await setup.pump.aws.dynamodb.send(
    new GetItemCommand({ TableName: 'ledger', Key: { id: record.id }, ConsistentRead: true }),
  );
  expect(Item).toEqual(record);
});

test('no claim is had of a record whose newer state an old read missed', async () => {
  await using setup = await setUp();
  const copy = copyFor('ada@a.test');
  await setup.put('ledger', { id: { S: copy.id }, state: { S: 'quarantined' }, generation: { N: '1' } });
  const facts = { ...copy, site: 'a.test', notes: [] };
  const claim = await setup.pump.ledger.claim(facts, { owner: 'o', untilMs: Date.now() + 1_000, nowMs: Date.now() });
  expect(claim).toMatchObject({ kind: 'refused', found: { state: 'newer' } });
});

test('records and buckets that lack what later releases added are read', async () => {
  await using setup = await setUp();
  const copy = copyFor('ada@a.test', { generation: 2 });
  await setup.put('ledger', { id: { S: copy.id }, state: { S: 'waiting' }, generation: { N: '2' } });
  const soon = String(Date.now());
  await setup.put('bucket', {
    key: { S: 'local#a.test' },
    tatUs: { N: `${soon}000` },
    nextMs: { N: soon },
    blockedUntilMs: { N: '0' },
    accepted: { N: '0' },
    version: { N: '1' },
    slots: { M: {} },
    law: { S: '["open",null,0]' },
  });
  await setup.pump.enqueue([copy]);
  await setup.pump.invokeFrom('ready');
  expect(await setup.pump.takeOutcomes()).toEqual(['delivered']);
});

test('a bucket keeps what a newer release has added to it', async () => {
  await using setup = await setUp();
  const store = createDynamoBucketStore(setup.pump.aws.dynamodb, 'bucket');
  const key = 'local#a.test';
  await store.write(key, { when: [{ is: 'new' }], then: [{ do: 'create', state: initialState(Date.now()) }] });
  const read = async () =>
    (await setup.pump.aws.dynamodb.send(new GetItemCommand({ TableName: 'bucket', Key: { key: { S: key } } }))).Item;
  const item = (await read()) ?? {};
  const law = JSON.stringify([...JSON.parse(item['law']?.S ?? '[]'), 'a figure of a newer release']);
  await setup.put('bucket', { ...item, law: { S: law }, tideMs: { N: '7' } });
  await setup.pump.enqueue([copyFor('ada@a.test')]);
  await setup.pump.invokeFrom('ready');
  expect(await setup.pump.takeOutcomes()).toEqual(['delivered']);
  expect((await read())?.['tideMs']).toEqual({ N: '7' });
});
