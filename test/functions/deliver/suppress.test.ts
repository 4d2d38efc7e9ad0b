import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { createBounceSuppressor, createSuppressionList } from '#shared/adapters/suppression-table.ts';
import { type ScriptedServer, startScriptedServer } from '#test/support/scripted-smtp.ts';
import { intercept } from '#test/support/sdk-middleware.ts';
import { until } from '#test/support/until.ts';
import { copyFor } from './harness.ts';
import { type DeliverPumpOptions, startDeliverPump } from './pump.ts';

const gone = '550 5.1.1 <x@a.test>: Recipient address rejected: User unknown';

async function pumpWith(reply: string, options: DeliverPumpOptions = {}) {
  const stack = new AsyncDisposableStack();
  const server: ScriptedServer = stack.use(await startScriptedServer({ rcpt: () => reply }));
  const pump = stack.use(await startDeliverPump(server.port, options));
  const entryOf = async (key: string) => {
    const { Item } = await pump.aws.dynamodb.send(
      new GetItemCommand({ TableName: 'suppression', Key: { key: { S: key } }, ConsistentRead: true }),
    );
    return Item
      ? { reason: Item['reason']?.S, atMs: Number(Item['atMs']?.N), ends: Item['expiresAtEpochSeconds']?.N }
      : null;
  };
  const isSuppressed = async (recipient: string, lane: string) => {
    const find = createSuppressionList(pump.aws.dynamodb, 'suppression', Date.now);
    return (await find([{ recipient, lane }]))({ recipient, lane }) !== null;
  };
  return { server, pump, entryOf, isSuppressed, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test.each([
  ['nobody of that name', gone, 'no-such-recipient: 550 5.1.1'],
  [
    'a disabled mailbox',
    '550 5.2.1 The email account that you tried to reach is disabled.',
    'mailbox-disabled: 550 5.2.1',
  ],
])(
  'a bounce for %s suppresses the recipient for all lanes, with the reason and the time',
  async (_what, reply, reason) => {
    await using setup = await pumpWith(reply);
    await setup.pump.enqueue([copyFor('Gone@a.test')]);
    await setup.pump.invokeFrom('ready');
    const entry = await setup.entryOf('gone@a.test');
    expect(entry).toMatchObject({ reason: expect.stringContaining(reason), ends: undefined });
    expect(entry?.reason).not.toContain('x@a.test');
    expect(Date.now() - (entry?.atMs ?? 0)).toBeLessThan(600_000);
    expect(await setup.isSuppressed('gone@A.TEST', 'transactional')).toBe(true);
  },
);

test.each([
  ['content', '554 5.7.1 Message rejected as spam'],
  ['policy', '550 5.7.1 <x@a.test>: Recipient address rejected: Access denied'],
  ['a rate dressed as 550', '550 Mail content denied. Ip frequency limited'],
  ['a full mailbox', '552 5.2.2 Over quota'],
  ['a mailbox that is not known yet', '450 4.1.1 User unknown, verification in progress'],
  ['an address that the receiver cannot take', '553 5.6.7 no SMTPUTF8'],
])('%s suppresses nobody', async (_what, reply) => {
  await using setup = await pumpWith(reply);
  await setup.pump.enqueue([copyFor('there@a.test')]);
  await setup.pump.invokeFrom('ready');
  expect(setup.server.commands.some((line) => line.startsWith('RCPT'))).toBe(true);
  expect(await setup.isSuppressed('there@a.test', 'bulk')).toBe(false);
});

test('by policy the entry is of its lane alone, ends, or is not made', async () => {
  {
    const variables = { SUPPRESSION: JSON.stringify({ hardBounces: 'stream', expiryDays: 30 }) };
    await using setup = await pumpWith(gone, { variables });
    await setup.pump.enqueue([copyFor('gone@a.test')]);
    await setup.pump.invokeFrom('ready');
    expect(await setup.isSuppressed('gone@a.test', 'bulk')).toBe(true);
    expect(await setup.isSuppressed('gone@a.test', 'transactional')).toBe(false);
    const entry = await setup.entryOf('bulk gone@a.test');
    expect(Number(entry?.ends)).toBe(Math.ceil(((entry?.atMs ?? 0) + 30 * 86_400_000) / 1000));
  }
  await using setup = await pumpWith(gone, { variables: { SUPPRESSION: JSON.stringify({ hardBounces: 'off' }) } });
  await setup.pump.enqueue([copyFor('gone@a.test')]);
  await setup.pump.invokeFrom('ready');
  expect(await setup.isSuppressed('gone@a.test', 'bulk')).toBe(false);
});

test('a bounce that could not be put on the list is put there when the copy comes again, without another attempt', async () => {
  await using setup = await pumpWith(gone);
  const copy = copyFor('gone@a.test');
  await setup.pump.enqueue([copy]);
  {
    using _fault = intercept(setup.pump.aws.dynamodb, async ({ name, input }, pass) => {
      if (name !== 'UpdateItem' || (input as { TableName?: string }).TableName !== 'suppression') return pass();
      throw new Error('injected');
    });
    await setup.pump.invokeFrom('ready');
  }
  expect(setup.pump.failures).toHaveLength(1);
  expect(await setup.entryOf('gone@a.test')).toBeNull();
  await until(() => setup.pump.invokeFrom('ready'));
  expect(await setup.entryOf('gone@a.test')).not.toBeNull();
  expect(setup.server.commands.filter((line) => line.startsWith('RCPT'))).toHaveLength(1);
  expect(await setup.pump.takeOutcomes()).toEqual(['bounced']);
});

test('an entry that ends gives way to one that lasts longer, and never the other way round', async () => {
  await using setup = await pumpWith(gone);
  await setup.pump.enqueue([copyFor('first@a.test')]);
  await setup.pump.invokeFrom('ready');
  const suppressor = (expiryDays?: number) =>
    createBounceSuppressor(setup.pump.aws.dynamodb, 'suppression', {
      hardBounces: 'global',
      ...(expiryDays === undefined ? {} : { expiryDays }),
    });
  const bounced = (reason: string) => ({ recipient: 'a@a.test', lane: 'bulk', reason, atMs: 0 });
  await suppressor(10)(bounced('ten'));
  await suppressor(5)(bounced('five'));
  expect(await setup.entryOf('a@a.test')).toMatchObject({ reason: 'ten', ends: '864000' });
  await suppressor(20)(bounced('twenty'));
  expect(await setup.entryOf('a@a.test')).toMatchObject({ reason: 'twenty', ends: '1728000' });
  await suppressor()(bounced('for ever'));
  await suppressor(100)(bounced('a hundred'));
  expect(await setup.entryOf('a@a.test')).toMatchObject({ reason: 'for ever', ends: undefined });
});
