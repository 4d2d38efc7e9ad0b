import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoAttention } from '#shared/adapters/dynamodb-attention.ts';
import { createDynamoBucketStore } from '#shared/adapters/dynamodb-bucket-store.ts';
import { createDynamoEgressStops } from '#shared/adapters/dynamodb-egress-stops.ts';
import { createDynamoHolds } from '#shared/adapters/dynamodb-holds.ts';
import type { Attention } from '#shared/attention/attention.ts';
import type { Law } from '#shared/bucket/law.ts';
import { initialState } from '#shared/bucket/state.ts';
import { hear } from '#shared/bucket/word-hold.ts';
import { anAttention } from '#test/shared/attention/an-attention.ts';
import { type Emulators, startEmulators } from '#test/support/emulators.ts';
import { createTable } from '#test/support/tables.ts';
import { run } from './run.ts';

const dir = mkdtempSync(join(tmpdir(), 'sluice-cli-'));
const file = join(dir, 'outputs.json');
const nowMs = Date.now();
const hourMs = 3_600_000;
const agoMs = nowMs - 60_000;
let aws: Emulators;

beforeAll(async () => {
  aws = await startEmulators();
  await createTable(aws.dynamodb, 'bucket', 'key');
  const queue = async (QueueName: string) => (await aws.sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '';
  const egress = (name: string) => ({ kind: 'mx', name, ehloName: `${name}.sender.test` });
  const Sluice = {
    LedgerTable: 'ledger',
    ManifestTable: 'manifest',
    BucketTable: 'bucket',
    SubmitQueueUrl: await queue('submit'),
    LaneBulkReady: await queue('bulk-ready'),
    LaneBulkRetry: await queue('bulk-retry'),
    LaneBulkDeadLetter: await queue('bulk-dead-letter'),
    ConfiguredEgresses: JSON.stringify([egress('main'), egress('second')]),
    ConfiguredLimits: '{}',
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
  await aws[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true });
});

const holds = (...args: string[]) => run(['holds', ...args, '--resources', file]);
const buckets = () => createDynamoBucketStore(aws.dynamodb, 'bucket');
const calls = () => createDynamoAttention(aws.dynamodb, 'bucket');
const stops = () => createDynamoEgressStops(aws.dynamodb, 'bucket');

const call = (changes: Partial<Attention>) => {
  const times = { firstAtMs: agoMs, lastAtMs: agoMs, toldAtMs: agoMs, untilMs: nowMs + hourMs };
  const attention = anAttention({ ...times, replies: [{ atMs: agoMs, text: '554 5.7.1 no' }], ...changes });
  return calls().change(attention, () => attention);
};
const stopSite = (key: string, law: Partial<Law> = {}) => {
  const state = initialState(nowMs);
  const stopped: Law = { ...state.law, mode: 'stopped', cause: 'shut', slotLimit: 7, slotCeiling: 8, ...law };
  const bucket = { ...state, blockedUntilMs: nowMs + hourMs, slots: { live: nowMs + hourMs }, law: stopped };
  return buckets().write(key, { when: [{ is: 'new' }], then: [{ do: 'create', state: bucket }] });
};
const stopEgress = (egress: string) =>
  stops().change(egress, (known) => {
    const word = (site: string) => ({ site, isSure: false, reason: '550 5.7.25 no PTR', atLeastMs: hourMs });
    return hear(hear(known, word('gmail'), agoMs).hold, word('yahoo'), agoMs).hold;
  });

describe('sluice holds', () => {
  it('says so where nothing waits, and refuses what it does not know', async () => {
    expect(await holds('list')).toMatchObject({ code: 0, out: 'Nothing waits for a human.\n' });
    const unknown = await holds('release', 'nobody.test');
    expect(unknown).toMatchObject({ code: 1, out: '' });
    expect(unknown.err).toBe(
      'sluice: nothing waits under the name "nobody.test"; "sluice holds list" shows what does\n',
    );
  });

  it.each<[string, string[]]>([
    ['nothing to do', []],
    ['an action it has not', ['drop', 'gmail']],
    ['a release of nothing', ['release']],
    ['a name too many', ['release', 'gmail', 'yahoo']],
  ])('refuses %s', async (_what, args) => {
    const { code, err } = await holds(...args);
    expect(code).toBe(2);
    expect(err).toBe('sluice: holds takes one of: list | letter NAME | release NAME\n');
  });

  it('lists a block with its evidence and its contact, writes the letter, and opens the site again', async () => {
    await stopSite('main#outlook.com');
    await stopSite('second#outlook.com');
    await call({ site: 'outlook.com', host: 'mx1.olc.protection.outlook.com', count: 4 });
    const { out } = await holds('list');
    expect(out.split('\n')).toEqual([
      'blocked: outlook.com refuses egress main',
      expect.stringMatching(/^ {4}4 times since .* UTC, last 1 min( \d+ s)? ago$/),
      expect.stringMatching(/^ {4}waits until .* UTC \(in .*\)$/),
      '    the receiver blocks this sender until a human acts',
      '    by rule address-listed: 554 5.7.1 no',
      '    contact: https://olcsupport.office.com',
      '    when it is mended: sluice holds release outlook.com --egress main',
      '',
    ]);
    const letter = await holds('letter', 'outlook.com');
    expect(letter.out).toMatch(
      /^To: https:\/\/olcsupport\.office\.com\nSubject: Mail from main\.sender\.test is refused by mx1/,
    );
    expect(letter.out).toContain('554 5.7.1 no');

    expect(await holds('release', 'outlook.com', '--egress', 'main')).toMatchObject({
      code: 0,
      out: 'outlook.com takes mail of egress main again\n',
    });
    expect(await buckets().read('main#outlook.com')).toMatchObject({
      blockedUntilMs: 0,
      slots: { live: nowMs + hourMs },
      version: 2,
      law: { mode: 'open', cause: null, slotLimit: 2, slotCeiling: 8, epoch: 2 },
    });
    expect(await buckets().read('second#outlook.com')).toMatchObject({ law: { mode: 'stopped' } });
    expect((await holds('list')).out).toBe('Nothing waits for a human.\n');
    expect((await holds('letter', 'outlook.com')).code).toBe(1);
  });

  it('lists a held From-domain and a stopped egress, as "sluice status" does, and releases both', async () => {
    const hold = {
      site: 'gmail',
      untilMs: nowMs + hourMs,
      lengthMs: hourMs,
      sinceMs: agoMs,
      reason: '550 5.7.26 no SPF',
    };
    await createDynamoHolds(aws.dynamodb, 'bucket').set('sender.test', hold, [], nowMs);
    await call({ kind: 'authentication', scope: 'from-domain', fromDomain: 'sender.test', site: 'gmail' });
    await stopEgress('main');
    await call({ kind: 'authentication', scope: 'egress', site: 'gmail', isEverywhere: true });
    const listed = (await holds('list')).out;
    expect(listed).toMatch(/^egress main is stopped at all sites until .* UTC \(in 5\d min.*\)$/m);
    expect(listed).toMatch(/^ {4}cause: 550 5\.7\.25 no PTR\n {4}said by: gmail, yahoo$/m);
    expect(listed).toMatch(/^mail from sender\.test to gmail is held until/m);
    expect(listed).toMatch(/^authentication: gmail refuses mail from sender\.test$/m);
    expect(listed).toMatch(/^authentication: gmail refuses egress main$/m);
    const status = await run(['status', '--seconds', '0', '--resources', file]);
    expect(status.out).toContain(listed.split('\n')[0]?.split(' until ')[0]);
    expect(status.out).toContain('authentication: gmail refuses mail from sender.test');
    const json = JSON.parse((await run(['status', '--seconds', '0', '--json', '--resources', file])).out);
    expect(json.held).toMatchObject({
      egresses: [{ egress: 'main', words: { gmail: agoMs, yahoo: agoMs } }],
      fromDomains: [{ fromDomain: 'sender.test' }],
      calls: [{ kind: 'authentication' }, { kind: 'authentication' }],
    });

    expect((await holds('release', 'sender.test')).out).toBe('the mail of sender.test goes again\n');
    expect((await holds('release', 'main')).out).toBe('egress main sends again\n');
    expect((await holds('list')).out).toBe('Nothing waits for a human.\n');
    expect(await stops().read('main')).toBeNull();
  });

  it('shows what was met a day ago no more, and lines that a terminal can show', async () => {
    await call({ site: 'old.test', lastAtMs: nowMs - 25 * hourMs, untilMs: nowMs - 24 * hourMs });
    expect((await holds('list')).out).toBe('Nothing waits for a human.\n');
    await call({ site: 'loud.test', replies: [{ atMs: agoMs, text: `554 \u001b[31m${'no '.repeat(100)}` }] });
    const { out } = await holds('list');
    expect(out).not.toContain('\u001b');
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect((await holds('release', 'loud.test')).out).toBe('what was known of loud.test is forgotten\n');
  });
});
