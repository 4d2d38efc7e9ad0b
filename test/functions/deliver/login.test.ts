import { expect, it } from 'vitest';
import { createRelayCredentials } from '#shared/adapters/relay-credentials.ts';
import { createSmtpClient } from '#shared/adapters/smtp-client.ts';
import { createDynamoBucketStore } from '#shared/adapters/dynamodb-bucket-store.ts';
import { initialLaw } from '#shared/bucket/law.ts';
import type { LogFields } from '#shared/lambda/log.ts';
import { certificate, trustAuthority } from '#test/support/certificate.ts';
import { startScriptedServer } from '#test/support/scripted-smtp.ts';
import { intercept } from '#test/support/sdk-middleware.ts';
import { startSecrets } from '#test/support/secrets.ts';
import { copyFor, createHarness } from './harness.ts';
import { startDeliverPump } from './pump.ts';
import { watchEnqueued } from './watch-enqueued.ts';

const script = { ehlo: '250-relay\r\n250 AUTH PLAIN', auth: '235 2.7.0 ok', implicitTls: certificate };
const relay = { kind: 'relay', name: 'local', ehloName: 'sender.test', host: 'localhost', tls: 'implicit' } as const;
const copies = Array.from({ length: 5 }, (_, nth) => copyFor(`user${nth}@a.test`));
const login = JSON.stringify({ username: 'u', password: 'p' });

it.each<[what: string, secret: string | undefined, reason: string, isThrottled: boolean]>([
  ['is not there', undefined, 'ResourceNotFoundException', false],
  ['has another form', '{"user":"hunter2"}', 'is not JSON with "username" and "password"', false],
  ['cannot be read because Secrets Manager is asked too much', login, 'ThrottlingException', true],
])(
  'a login whose secret %s costs no attempt, and teaches the bucket nothing',
  async (_what, secret, reason, isThrottled) => {
    await using server = await startScriptedServer(script);
    await using secrets = await startSecrets(() => secret);
    using _throttled = intercept(secrets.client, async (_command, pass) => {
      if (!isThrottled) return pass();
      throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    });
    const told: { message: string; fields: LogFields | undefined }[] = [];
    await using pump = await startDeliverPump(server.port, {
      variables: { EGRESS: JSON.stringify({ ...relay, port: server.port, secretArn: 'arn:login' }), ROUTES: '{}' },
      secrets: secrets.client,
      log: {
        info: () => undefined,
        warn: () => undefined,
        error: (message, fields) => void told.push({ message, fields }),
      },
    });
    await pump.enqueue(copies);
    using enqueued = watchEnqueued(pump.aws.sqs);
    await pump.invokeFrom('ready');

    expect(server.connectionsInAll()).toBe(0);
    expect(pump.failures).toEqual([]);
    expect(await pump.takeEvents()).toEqual([]);
    expect((await pump.ledger.read(copies.map(({ id }) => id))).size).toBe(0);
    // As they were, and not all at once.
    expect(enqueued.all.map(({ copy }) => copy.id).sort()).toEqual(copies.map(({ id }) => id).sort());
    for (const { copy, delaySeconds, queue } of enqueued.all) {
      expect(copy).toMatchObject({ generation: 1, attempts: 0 });
      expect(queue).toBe('ready');
      expect(delaySeconds).toBeGreaterThanOrEqual(60);
      expect(delaySeconds).toBeLessThanOrEqual(120);
    }
    // Nothing of it waits for a limit: an alarm of its own tells of it.
    expect(pump.meter.counts).toMatchObject({ 'Unsendable bulk': copies.length });
    expect(Object.keys(pump.meter.counts).filter((key) => key.startsWith('Paced'))).toEqual([]);
    // Told by each session that wanted to open, not for each mail; their slots are free again.
    expect(told.length).toBeLessThan(copies.length);
    const [line, ...more] = told;
    expect(line).toEqual({
      message: 'mail waits, since no connection could be tried',
      fields: { site: 'localhost', reason: expect.any(String) },
    });
    for (const other of more) expect(other).toEqual(line);
    const said = String(line?.fields?.['reason']);
    expect(said).toContain('arn:login');
    expect(said).toContain(reason);
    expect(said).toContain('secretName of the egress');
    expect(said).not.toContain('hunter2');
    const bucket = await createDynamoBucketStore(pump.aws.dynamodb, 'bucket').read('local#localhost');
    expect(bucket).toMatchObject({ slots: {}, blockedUntilMs: 0, accepted: 0 });
    expect(bucket?.law).toEqual(initialLaw(bucket?.law.sinceMs ?? 0));
  },
);

it('goes out at its first attempt once the login can be read', async () => {
  using _trust = trustAuthority();
  await using server = await startScriptedServer(script);
  let secret: string | undefined;
  let nowMs = Date.now();
  await using secrets = await startSecrets(() => secret);
  const egress = { ...relay, port: server.port };
  const harness = createHarness({}, { egress });
  const openSession = createSmtpClient({
    egress,
    now: Date.now,
    credentials: createRelayCredentials(secrets.client, 'arn:login', () => nowMs),
  });
  const using = { ...harness.deps, openSession };
  expect(await harness.run(copies, { using })).toEqual(copies.map(() => ({ kind: 'ack' })));
  const waiting = harness.sent.ready.map(({ copy }) => copy);
  expect(waiting.map(({ hops }) => hops)).toEqual([1, 1, 1, 1, 1]);

  secret = login;
  nowMs += 60_000;
  await harness.run(waiting, { using });
  expect(copies.map(harness.stateOf)).toEqual(copies.map(() => 'delivered'));
  expect([...harness.ledger.records.values()].map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1, 1]);
});
