import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDynamoBucketStore } from '#shared/adapters/dynamodb-bucket-store.ts';
import { createDynamoHolds } from '#shared/adapters/dynamodb-holds.ts';
import { createLiveLimitStore } from '#shared/adapters/dynamodb-live-limits.ts';
import type { Law } from '#shared/bucket/law.ts';
import { type BucketState, initialState } from '#shared/bucket/state.ts';
import { type Emulators, startEmulators } from '#test/support/emulators.ts';
import { createTable } from '#test/support/tables.ts';
import { run } from './run.ts';

const dir = mkdtempSync(join(tmpdir(), 'sluice-cli-'));
const relayHost = 'smtp.relay.test';
const nowMs = Date.now();
/** The same table, as pipelines with different egresses would show it. */
const files = { mx: join(dir, 'mx.json'), relay: join(dir, 'relay.json'), both: join(dir, 'both.json') };
let aws: Emulators;

beforeAll(async () => {
  aws = await startEmulators();
  await createTable(aws.dynamodb, 'bucket', 'key');
  const queue = async (name: string) =>
    (await aws.sqs.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl ?? '';
  const retry = await queue('bulk-mail-retry');
  const deadLetters = await queue('bulk-mail-dead-letter');
  const outputs = {
    LedgerTable: 'ledger',
    ManifestTable: 'manifest',
    BucketTable: 'bucket',
    SubmitQueueUrl: await queue('submit'),
    LaneBulkMailReady: await queue('bulk-mail-ready'),
    LaneBulkMailRetry: retry,
    LaneBulkMailDeadLetter: deadLetters,
    ConfiguredLimits: JSON.stringify({
      'told.test': { connections: 3, rate: '60/10s' },
      [relayHost]: { rate: '14/s' },
    }),
  };
  const environment = {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: aws.dynamodbEndpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  const mx = { kind: 'mx', name: 'main', ehloName: 'mta.sender.test' };
  const relay = { kind: 'relay', name: 'ses', ehloName: 'x', host: relayHost, port: 465, tls: 'implicit' };
  for (const [file, egresses] of [
    [files.mx, [mx]],
    [files.relay, [relay]],
    [files.both, [mx, relay]],
  ] as const) {
    writeFileSync(
      file,
      JSON.stringify({ Sluice: { ...outputs, ConfiguredEgresses: JSON.stringify(egresses) }, environment }),
    );
  }
  for (const url of [retry, retry, deadLetters]) {
    await aws.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: '{}', DelaySeconds: 600 }));
  }
});

afterAll(async () => {
  await aws[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true });
});

const buckets = () => createDynamoBucketStore(aws.dynamodb, 'bucket');

const keep = (key: string, { law, ...changes }: Partial<Omit<BucketState, 'law'>> & { law?: Partial<Law> }) => {
  const state = initialState(nowMs);
  const kept = { ...state, ...changes, law: { ...state.law, ...law } };
  return buckets().write(key, { when: [{ is: 'new' }], then: [{ do: 'create', state: kept }] });
};
const remove = (key: string) =>
  aws.dynamodb.send(new DeleteItemCommand({ TableName: 'bucket', Key: { key: { S: key } } }));
const liveItem = async () =>
  (await aws.dynamodb.send(new GetItemCommand({ TableName: 'bucket', Key: { key: { S: 'limits#main' } } }))).Item;

describe('sluice limits', () => {
  const mx = (...args: string[]) => run(['limits', ...args, '--resources', files.mx]);
  beforeEach(() => remove('limits#main'));

  it('shows what is configured, sets a site’s limits over it, and takes them back', async () => {
    expect((await mx('show')).out).toBe(
      `egress main\n  smtp.relay.test  14/s                   configured\n  told.test        3 connections, 60/10s  configured\n`,
    );
    const set = await mx('set', 'told.test', '1,000/h', '5 connections');
    expect(set).toMatchObject({ code: 0, err: '' });
    expect(set.out).toBe(
      'told.test at egress main: 5 connections, 1,000/h. In force in the whole fleet within 30 s.\n',
    );
    expect((await liveItem())?.['limits']).toEqual({
      M: { 'told.test': { L: [{ S: '5 connections' }, { S: '1,000/h' }] } },
    });
    expect((await mx('show', 'told.test')).out.split('\n').slice(1)).toEqual([
      '  told.test  5 connections, 1,000/h  set',
      '  told.test  3 connections, 60/10s   configured, replaced by what is set',
      '',
    ]);
    const unset = await mx('unset', 'told.test');
    expect(unset.code).toBe(0);
    expect(unset.out).toMatch(/told\.test at egress main: as configured \(3 connections, 60\/10s\)/);
    expect((await liveItem())?.['limits']).toEqual({ M: {} });
  });

  it('shows of one site what is known of its provider, and what somebody set that cannot be read', async () => {
    expect((await mx('show', 'gmail')).out).toMatch(/gmail {2}5 connections, 50 per connection {2}of the provider/);
    expect((await mx('show', 'new.test')).out).toMatch(/no limit is told for new\.test: all is learned/);
    await createLiveLimitStore(aws.dynamodb, 'bucket', 'main').set('told.test', ['fast']);
    expect((await mx('show')).out).toMatch(/told\.test +fast +set, and ignored: limit "fast" cannot be read/);
  });

  it.each<[string, string[], RegExp]>([
    ['nothing to do', [], /limits takes one of: show \[SITE\] \| set SITE LIMIT… \| unset SITE \| forget SITE/],
    ['no limit', ['set', 'gmail'], /limits takes one of/],
    ['a word too many', ['unset', 'gmail', '60/10s'], /limits takes one of/],
    ['a limit that cannot be read', ['set', 'gmail', '5', 'connections'], /limit "5" cannot be read; write "5 conn/],
    ['a site in capitals', ['set', 'Gmail', '1/s'], /Gmail: sites are lower case: write "gmail"/],
    ['a site that is none', ['set', 'gmial', '1/s'], /"gmial" is no domain, no known provider \(gmail, /],
    ['the egress in total', ['set', '*', '1/s'], /stand in its configuration/],
    ['what is not set', ['unset', 'gmail'], /nothing is set for gmail at egress main; set are: none/],
    ['what was never met', ['forget', 'gmail'], /gmail was never met at egress main/],
    ['another egress', ['set', 'gmail', '1/s', '--egress', 'ses'], /there is no egress ses, only main/],
  ])('refuses %s', async (_what, args, message) => {
    const { code, out, err } = await mx(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(err).toMatch(/^sluice: [^\n]+\n$/);
    expect(await liveItem()).toBeUndefined();
  });

  it('takes under a relay only the relay’s host, and asks which egress where there are several', async () => {
    const relay = await run(['limits', 'set', 'gmail', '1/s', '--resources', files.relay]);
    expect(relay.err).toBe(
      'sluice: gmail: under "relay" all mail goes to the relay, and its limits are what counts; name smtp.relay.test\n',
    );
    expect((await run(['limits', 'set', relayHost, '7/s', '--resources', files.relay])).code).toBe(0);
    const both = await run(['limits', 'set', 'gmail', '1/s', '--resources', files.both]);
    expect(both.err).toMatch(/several egresses; choose: --egress main \| ses/);
    expect((await run(['limits', 'set', 'gmail', '1/s', '--egress', 'main', '--resources', files.both])).code).toBe(0);
    const shown = await run(['limits', 'show', '--resources', files.both]);
    expect(shown.out).toMatch(
      /egress main\n(.|\n)*gmail +1\/s +set\n(.|\n)*egress ses\n(.|\n)*smtp\.relay\.test +7\/s +set/,
    );
  });

  it('touches nothing that was learned, until it is to be forgotten', async () => {
    await keep('main#told.test', {
      slots: { live: nowMs + 600_000 },
      tatUs: 5,
      law: { slotLimit: 7, slotCeiling: 8, taughtBy: '421 too many connections' },
    });
    const before = await buckets().read('main#told.test');
    await mx('set', 'told.test', '1 connection');
    await mx('unset', 'told.test');
    expect(await buckets().read('main#told.test')).toEqual(before);

    expect((await mx('forget', 'told.test')).out).toBe('told.test at egress main: what was learned is forgotten.\n');
    expect(await buckets().read('main#told.test')).toMatchObject({
      slots: { live: nowMs + 600_000 },
      tatUs: 5,
      version: 2,
      law: { slotLimit: 2, slotCeiling: null, taughtBy: null, epoch: 2 },
    });
    await remove('main#told.test');
  });
});

describe('sluice status', () => {
  const status = (...args: string[]) => run(['status', '--seconds', '0', '--resources', files.mx, ...args]);

  it('shows the lanes where no site was met yet', async () => {
    const { code, out } = await status();
    expect(code).toBe(0);
    expect(out).toContain('No site has been met yet.');
    expect(out).toMatch(/lane +waiting +in flight +paced +deferred +dead letters\nbulk-mail +0 +0 +0 +2 +1\n/);
  });

  it('shows each site: those in trouble first, what they may, what waits, and why', async () => {
    await keep('main#down.test', {
      blockedUntilMs: nowMs + 600_000,
      nextMs: nowMs + 640_000,
      law: {
        mode: 'stopped',
        cause: 'rate',
        stoppedAtMs: nowMs - 120_000,
        intervalUs: 1_000_000,
        ceilingUs: 900_000,
        taughtBy: '450 4.7.1 Error: too much mail\u001b[31m from 192.0.2.1',
        taughtAtMs: nowMs - 120_000,
      },
    });
    await keep('main#told.test', { slots: { a: nowMs + 60_000, b: nowMs + 60_000, dead: 1 }, law: { slotLimit: 20 } });
    await keep('main#*', { law: { slotLimit: 20 } });
    await keep('gone#old.test', {});
    const hold = { lengthMs: 3_600_000, sinceMs: nowMs, reason: '550 5.7.26 no SPF' };
    const holds = createDynamoHolds(aws.dynamodb, 'bucket');
    await holds.set('sender.test', { ...hold, site: 'one.test', untilMs: nowMs + 7_200_000 }, [], nowMs);
    await holds.set('sender.test', { ...hold, site: 'two.test', untilMs: nowMs + 3_600_000 }, [], nowMs);
    await holds.set('sender.test', { ...hold, site: 'over.test', untilMs: nowMs }, [], nowMs);
    await run(['limits', 'set', 'told.test', '2 connections', '--resources', files.mx]);
    const { code, out, err } = await status();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.split('\n');
    expect(lines.slice(2, 9)).toEqual([
      'egress main',
      expect.stringMatching(/^site +state +rate: now \/ limit \/ ceiling +slots +paced +done in$/),
      expect.stringMatching(/^down\.test +stopped 2 min +– \/ 1 \/ 1\.11 per s +0 \/ 2 \/ – +(79|80|81) +1[01] min/),
      expect.stringMatching(/^ {4}one message at a time, cause: rate, the next at .* UTC \(in (10 min|9 min \d+ s)\)$/),
      expect.stringMatching(
        /^ {4}taught 2 min( \d+ s)? ago by: 450 4\.7\.1 Error: too much mail \[31m from 192\.0\.2\.1$/,
      ),
      // Its slots as they were set now, not as it learned or as it is configured.
      expect.stringMatching(/^told\.test +open \d+ \w+ +– +2 \/ 2 \/ – +0 +–$|^all sites /),
      expect.stringMatching(/^told\.test +open \d+ \w+ +– +2 \/ 2 \/ – +0 +–$|^all sites /),
    ]);
    expect(out.match(/^mail from .* is held until .*\n {4}cause: 550 5\.7\.26 no SPF$/gm)).toEqual([
      expect.stringMatching(/^mail from sender\.test is held until .* UTC \(in (1 h|60 min|59 min.*)\)\n/),
      expect.stringMatching(/^mail from sender\.test to one\.test is held until .* UTC \(in (2 h|119 min.*|1 h.*)\)\n/),
      expect.stringMatching(/^mail from sender\.test to two\.test is held until .* UTC \(in (1 h|60 min|59 min.*)\)\n/),
    ]);
    expect(out).not.toMatch(/old\.test\b.*gone|limits#|hold#/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('counts the rate in use between two looks', async () => {
    const running = run(['status', 'told.test', '--seconds', '1', '--json', '--resources', files.mx]);
    const accept = () =>
      buckets().write('main#told.test', {
        when: [{ is: 'compare', path: 'version', op: '>=', value: 0 }],
        then: [{ do: 'add', path: 'accepted', value: 5 }],
      });
    while (!(await Promise.race([running.then(() => true), accept().then(() => false)])));
    const report = JSON.parse((await running).out);
    expect(report).toMatchObject({
      seconds: 1,
      sites: [{ egress: 'main', site: 'told.test', mode: 'open', slots: { used: 2, limit: 2, ceiling: null } }],
      lanes: [{ name: 'bulk-mail', deferred: 2, deadLetters: 1 }],
    });
    expect(report.sites[0].rate.used).toBeGreaterThan(0);
  });

  it('says so where a site was not met', async () => {
    const { code, out, err } = await status('absent.test');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/no bucket of site "absent\.test"/);
  });

  it.each<[string, string[], RegExp]>([
    ['two sites', ['a.test', 'b.test'], /status takes one site, not "b\.test" too/],
    ['a wait that is no number', ['--seconds', 'long'], /--seconds takes seconds from 0 to 600, not "long"/],
  ])('refuses %s', async (_what, args, message) => {
    const { code, err } = await run(['status', '--resources', files.mx, ...args]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  it('asks for a deploy where the outputs are an older version’s', async () => {
    const file = join(dir, 'old.json');
    writeFileSync(file, JSON.stringify({ Old: { LedgerTable: 'l', ManifestTable: 'm', SubmitQueueUrl: 'q' } }));
    const { code, err } = await run(['status', '--resources', file]);
    expect(code).toBe(2);
    expect(err).toMatch(/stack Old has no usable outputs BucketTable, ConfiguredEgresses, ConfiguredLimits; deploy/);
  });
});
