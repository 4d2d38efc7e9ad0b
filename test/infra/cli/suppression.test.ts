import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSuppressionList } from '#shared/adapters/suppression-table.ts';
import { type Emulators, startEmulators } from '#test/support/emulators.ts';
import { createTable } from '#test/support/tables.ts';
import { run } from './run.ts';

const dir = mkdtempSync(join(tmpdir(), 'sluice-cli-'));
const file = join(dir, 'outputs.json');
let aws: Emulators;

beforeAll(async () => {
  aws = await startEmulators();
  await createTable(aws.dynamodb, 'suppression', 'key');
  const queue = (name: string) => `${aws.endpoint}/000000000000/${name}`;
  const Sluice = {
    LedgerTable: 'ledger',
    ManifestTable: 'manifest',
    SubmitQueueUrl: queue('submit'),
    SuppressionTable: 'suppression',
    LaneBulkReady: queue('bulk-ready'),
    LaneBulkRetry: queue('bulk-retry'),
    LaneBulkDeadLetter: queue('bulk-dead-letter'),
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
afterAll(async () => {
  rmSync(dir, { recursive: true });
  await aws[Symbol.asyncDispose]();
});

const suppression = (...args: string[]) => run(['suppression', ...args, '--resources', file]);
const isSuppressed = async (recipient: string, lane: string) => {
  const find = createSuppressionList(aws.dynamodb, 'suppression', Date.now);
  return (await find([{ recipient, lane }]))({ recipient, lane });
};

test('adds entries that submissions meet, lists them, and takes them back', async () => {
  expect(await suppression('add', 'Grace@Example.org', '--reason', 'asked by phone')).toMatchObject({
    code: 0,
    err: '',
  });
  expect(await suppression('add', 'alan@bücher.example', '--lane', 'bulk', '--days', '30')).toMatchObject({ code: 0 });
  expect(await isSuppressed('grace@example.org', 'transactional')).toEqual({ reason: 'asked by phone' });
  expect(await isSuppressed('alan@xn--bcher-kva.example', 'bulk')).toEqual({ reason: 'added by an operator' });
  expect(await isSuppressed('alan@xn--bcher-kva.example', 'transactional')).toBeNull();

  const lines = (await suppression('list')).out.trim().split('\n').sort();
  const time = String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`;
  expect(lines).toEqual([
    expect.stringMatching(`^alan@xn--bcher-kva\\.example\tbulk\t${time}\t${time}\tadded by an operator$`),
    expect.stringMatching(`^grace@example\\.org\t\\*\t${time}\t-\tasked by phone$`),
  ]);
  expect((await suppression('list', '--lane', 'bulk')).out).toMatch(/^alan@[^\n]*\n$/);

  expect(await suppression('remove', 'grace@example.org')).toMatchObject({ code: 0 });
  expect(await isSuppressed('grace@example.org', 'bulk')).toBeNull();
  expect(await suppression('remove', 'grace@example.org')).toMatchObject({
    code: 1,
    err: 'sluice: grace@example.org has no entry for all lanes\n',
  });
});

test.each([
  [['show'], /suppression takes one of: list \| add ADDRESS \| remove ADDRESS/],
  [['add'], /suppression takes one of/],
  [['add', 'a@b.co', 'c@d.co'], /suppression takes one of/],
  [['add', 'grace'], /"grace" has no @/],
  [['add', 'a@b.co', '--lane', 'news'], /there is no lane news, only bulk/],
  [['add', 'a@b.co', '--days', 'x'], /--days takes a number of days, not "x"/],
])('refuses %j', async (args, message) => {
  expect(await suppression(...args)).toMatchObject({ code: 2, err: expect.stringMatching(message) });
});
