import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateQueueCommand, PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoLedger } from '#shared/adapters/dynamodb-ledger.ts';
import { createDynamoManifest } from '#shared/adapters/dynamodb-manifest.ts';
import type { DeliveryFacts, Ledger } from '#shared/ledger/ledger.ts';
import type { FinalState } from '#shared/ledger/record.ts';
import { deliveryId } from '#shared/mail/delivery.ts';
import { type Emulators, startEmulators } from '#test/support/emulators.ts';
import { createTable } from '#test/support/tables.ts';
import { run } from './run.ts';

const dir = mkdtempSync(join(tmpdir(), 'sluice-cli-'));
const resources = join(dir, 'outputs.json');
const env = { SLUICE_OUTPUTS: resources };
let aws: Emulators;
let ledger: Ledger;
let retryQueueUrl: string;

const ids = Array.from({ length: 120 }, (_, n) => deliveryId('sender.test', 'campaign', `user${n}@receiver.test`));
const [last = '', secondToLast = ''] = ids.toReversed();
const notAccepted = deliveryId('sender.test', 'other', 'nobody@receiver.test');
/** An id may begin with a hyphen: the first of these that does. */
const hyphened =
  Array.from({ length: 1_000 }, (_, n) => deliveryId('sender.test', 'hyphen', String(n))).find((id) =>
    id.startsWith('-'),
  ) ?? '';

beforeAll(async () => {
  aws = await startEmulators();
  await createTable(aws.dynamodb, 'ledger', 'id');
  await createTable(aws.dynamodb, 'manifest', 'day', 'batch');
  ledger = createDynamoLedger(aws.dynamodb, 'ledger', { ttlDays: 30 });
  const manifest = createDynamoManifest(aws.dynamodb, 'manifest', { ttlDays: 30 });
  // Two days, so that the audit reads more than one partition; one batch twice, as after a redelivery.
  const nowMs = Date.now();
  await manifest.accept({ acceptedAtMs: nowMs - 86_400_000, ids: ids.slice(0, 50) });
  await manifest.accept({ acceptedAtMs: nowMs - 60_000, ids: ids.slice(50) });
  await manifest.accept({ acceptedAtMs: nowMs - 30_000, ids: ids.slice(50) });

  const queue = async (name: string) =>
    (await aws.sqs.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl ?? '';
  retryQueueUrl = await queue('bulk-retry');
  const outputs = {
    LedgerTable: 'ledger',
    ManifestTable: 'manifest',
    SubmitQueueUrl: await queue('submit'),
    LaneBulkReady: await queue('bulk-ready'),
    LaneBulkRetry: retryQueueUrl,
    LaneBulkDeadLetter: await queue('bulk-dead-letter'),
  };
  const environment = {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: aws.dynamodbEndpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  writeFileSync(resources, JSON.stringify({ Website: { Url: 'x' }, Sluice: outputs, environment }));
  for (const id of ids.slice(0, -2)) await settle(id, 'delivered');
});

afterAll(async () => {
  await aws[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true });
});

function facts(id: string): DeliveryFacts {
  return { id, generation: 1, attempts: 1, lane: 'bulk', site: 'gmail', acceptedAtMs: 0, notes: [] };
}

async function settle(id: string, to: FinalState): Promise<void> {
  await ledger.settle(facts(id), { to, addDoubt: false }, { owner: null, nowMs: Date.now() });
}

describe('the life of a campaign as the operator sees it', () => {
  it('draining: two deliveries wait and a queue holds a delayed message', async () => {
    await ledger.settle(
      facts(last),
      { to: 'waiting', nextAttemptAtMs: Date.now() + 300_000, addDoubt: false },
      { owner: null, nowMs: Date.now() },
    );
    await aws.sqs.send(new SendMessageCommand({ QueueUrl: retryQueueUrl, MessageBody: '{}', DelaySeconds: 300 }));
    const { code, out } = await run(['audit'], env);
    expect(code).toBe(3);
    expect(out).toMatch(/accepted +120\n/);
    expect(out).toMatch(/delivered +118\n/);
    expect(out).toMatch(/waiting +2 {2}1 deferred, 1 not attempted\n/);
    expect(out).toContain('bulk-retry: 0 visible, 0 in flight, 1 delayed');
    expect(out).toContain('Draining: 2 deliveries wait');
  });

  it('explained: what the deferred one waits for', async () => {
    const { code, out } = await run(['explain', last, '--resources', resources]);
    expect(code).toBe(0);
    expect(out).toContain(`Delivery ${last}`);
    expect(out).toMatch(/It was accepted at .* \(1 min( \d+ s)? ago\)/);
    expect(out).toMatch(/It waits in the retry queue for its next attempt: generation 2, due at .* \(in /);
  });

  it('explained: one accepted and not attempted, and one that nobody knows', async () => {
    const accepted = await run(['explain', secondToLast], env);
    expect(accepted.code).toBe(0);
    expect(accepted.out).toContain('No attempt has come far enough');
    const unknown = await run(['explain', notAccepted], env);
    expect(unknown.code).toBe(1);
    expect(unknown.out).toContain('No delivery of this id is known');
  });

  it('explained: an id that begins with a hyphen is not taken for an option', async () => {
    expect(hyphened).toMatch(/^-/);
    const { code, out } = await run(['explain', '--days', '1', hyphened], env);
    expect(code).toBe(1);
    expect(out).toContain(`Delivery ${hyphened}`);
  });

  it('lost: when the queues are empty each id is named, one a line after the table', async () => {
    await aws.sqs.send(new PurgeQueueCommand({ QueueUrl: retryQueueUrl }));
    const json = join(dir, 'report.json');
    const { code, out } = await run(['audit', '--confirm', '0', '--json', json], env);
    expect(code).toBe(1);
    const [table = '', named = ''] = out.split('Lost: 2 deliveries wait, and no queue holds a copy of them:\n');
    expect(table).toMatch(/waiting +2/);
    expect(named.trimEnd().split('\n').sort()).toEqual([last, secondToLast].sort());
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({
      accepted: 120,
      waiting: 2,
      verdict: 'lost',
      lostCount: 2,
    });
  });

  it('clean: once every accepted delivery has come to its end', async () => {
    await ledger.settle(
      { ...facts(last), generation: 2 },
      { to: 'delivered', addDoubt: false },
      { owner: null, nowMs: Date.now() },
    );
    await settle(secondToLast, 'bounced');
    const { code, out } = await run(['audit'], env);
    expect(code).toBe(0);
    expect(out).toMatch(/delivered +119\n +bounced +1\n/);
    expect(out).toContain('Clean: every accepted delivery has come to its end.');
  });

  it('a range leaves out what was accepted before it', async () => {
    const { code, out } = await run(['audit', '--days', '0.5'], env);
    expect(code).toBe(0);
    expect(out).toMatch(/accepted +70\n/);
  });
});
