import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createDynamoLedger } from '#shared/adapters/dynamodb-ledger.ts';
import type { Ledger } from '#shared/ledger/ledger.ts';
import { deliveryId, type DeliveryCopy } from '#shared/mail/delivery.ts';
import { type Emulators, startEmulators } from '#test/support/emulators.ts';
import { createTable } from '#test/support/tables.ts';
import { aCopy } from '#test/shared/events/a-copy.ts';
import { run } from './run.ts';

const dir = mkdtempSync(join(tmpdir(), 'sluice-cli-'));
const file = join(dir, 'outputs.json');
let aws: Emulators;
let ledger: Ledger;
let count = 0;
let lane: Record<'ready' | 'retry' | 'dead' | 'submit' | 'submitDead', string>;

beforeAll(async () => {
  aws = await startEmulators();
  await createTable(aws.dynamodb, 'ledger', 'id');
  ledger = createDynamoLedger(aws.dynamodb, 'ledger', { ttlDays: 30 });
});
afterAll(async () => {
  rmSync(dir, { recursive: true });
  await aws[Symbol.asyncDispose]();
});

beforeEach(async () => {
  count++;
  const queue = async (name: string) =>
    (await aws.sqs.send(new CreateQueueCommand({ QueueName: `${name}-${count}` }))).QueueUrl ?? '';
  lane = {
    ready: await queue('ready'),
    retry: await queue('retry'),
    dead: await queue('dead'),
    submit: await queue('submit'),
    submitDead: await queue('submit-dead'),
  };
  const Sluice = {
    LedgerTable: 'ledger',
    ManifestTable: 'manifest',
    SubmitQueueUrl: lane.submit,
    SubmitDeadLetterQueueUrl: lane.submitDead,
    LaneBulkReady: lane.ready,
    LaneBulkRetry: lane.retry,
    LaneBulkDeadLetter: lane.dead,
  };
  const environment = {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: aws.dynamodbEndpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  writeFileSync(file, JSON.stringify({ Sluice, environment }));
});

const redrive = (...args: string[]) => run(['redrive', ...args, '--resources', file]);
const bury = (body: string, queue = lane.dead) =>
  aws.sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: body }));
/** Bodies of a queue, which are there again right after. */
async function bodiesIn(queue: string): Promise<string[]> {
  const { Messages = [] } = await aws.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
  );
  return Messages.map(({ Body = '' }) => Body);
}
const copyOf = (name: string, generation = 1): DeliveryCopy =>
  aCopy({
    id: deliveryId('sender.test', `${name}-${count}`, 'ada@receiver.test'),
    submissionId: name,
    generation,
    expiresAtMs: Date.now() + 3_600_000,
  });
const byText = (left: string, right: string) => (left < right ? -1 : 1);
const facts = (copy: DeliveryCopy) => ({
  id: copy.id,
  generation: copy.generation,
  attempts: 1,
  lane: 'bulk',
  site: 'gmail',
  acceptedAtMs: copy.acceptedAtMs,
  notes: [],
});
const by = (nowMs = Date.now()) => ({ owner: null, nowMs });
const claimUntil = (copy: DeliveryCopy, untilMs: number) =>
  ledger.claim(facts(copy), { owner: 'somebody', untilMs, nowMs: Date.now() - 60_000 });

test('does with each copy what the ledger says of its delivery, and says so', async () => {
  const copies = {
    fresh: copyOf('fresh'),
    dead: copyOf('dead'),
    expired: { ...copyOf('expired'), expiresAtMs: 1 },
    delivered: copyOf('delivered'),
    stale: copyOf('stale'),
    live: copyOf('live'),
  };
  await claimUntil(copies.dead, Date.now() - 1_000);
  await ledger.settle(facts(copies.delivered), { to: 'delivered', addDoubt: false }, by());
  await ledger.settle(facts(copies.stale), { to: 'waiting', nextAttemptAtMs: 0, addDoubt: false }, by());
  await claimUntil(copies.live, Date.now() + 600_000);
  for (const copy of Object.values(copies)) await bury(JSON.stringify(copy));
  await bury('{"version":1,"id":"short"}');

  const dry = await redrive('bulk', '--dry-run');
  expect(dry.out).toMatch(/^lane bulk: .*\(dry run: nothing was changed\)\n/);
  expect(await bodiesIn(lane.dead)).toHaveLength(7);
  expect(await bodiesIn(lane.ready)).toEqual([]);

  const { code, out, err } = await redrive();
  expect({ code, err }).toEqual({ code: 1, err: '' });
  for (const part of ['3 sent back', '1 told again', '1 dropped', '1 left', '1 unreadable']) {
    expect(out).toContain(part);
    expect(dry.out).toContain(part);
  }
  expect(out).toMatch(/\n {2}unreadable [\w-]{36}: id: .*\n$/);

  const sent = await bodiesIn(lane.ready);
  const names = (bodies: readonly string[]) =>
    bodies.map((body) => JSON.parse(body).submissionId ?? '?').toSorted(byText);
  expect(names(sent)).toEqual(['dead', 'delivered', 'expired', 'fresh']);
  // Just as they were: nothing was attempted here.
  expect(JSON.parse(sent.find((body) => body.includes('"fresh"')) ?? '')).toEqual(copies.fresh);
  expect(names(await bodiesIn(lane.dead))).toEqual(['?', 'live']);
  expect(await bodiesIn(lane.retry)).toEqual([]);
});

test('looks at no more than --limit messages', async () => {
  for (const name of ['a', 'b', 'c']) await bury(JSON.stringify(copyOf(name)));
  expect((await redrive('bulk', '--limit', '2')).out).toBe('lane bulk: 2 sent back\n');
  expect(await bodiesIn(lane.dead)).toHaveLength(1);
  expect((await redrive('bulk')).out).toBe('lane bulk: 1 sent back\n');
  expect((await redrive('bulk')).out).toBe('lane bulk: no dead letters\n');
});

test('puts submissions back as they are, and only when they are named', async () => {
  const submission = '{"version":1,"id":"order-42"}';
  await bury(submission, lane.submitDead);
  expect((await redrive()).out).toBe('lane bulk: no dead letters\n');
  expect(await redrive('submit')).toMatchObject({ code: 0, out: 'submissions: 1 sent back\n' });
  expect(await bodiesIn(lane.submit)).toEqual([submission]);
  expect(await bodiesIn(lane.submitDead)).toEqual([]);
});

test.each([
  [['news'], /there is no lane news, only bulk, submit/],
  [['bulk', 'news'], /redrive takes one lane, not "news" besides/],
  [['--limit', '0'], /--limit takes a number of messages, not "0"/],
])('refuses %j', async (args, message) => {
  expect(await redrive(...args)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(message) });
});
