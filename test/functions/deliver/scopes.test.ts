import { describe, expect, it } from 'vitest';
import { createEgressStop } from '#shared/bucket/egress-stop.ts';
import type { BucketState } from '#shared/bucket/state.ts';
import type { DeliveryCopy } from '#shared/mail/delivery.ts';
import { type Script, startScriptedServer } from '#test/support/scripted-smtp.ts';
import { copyFor, createHarness } from './harness.ts';

/** Two receivers, the first of which follows a script. */
async function receivers(script: Script, otherScript: Script = {}) {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startScriptedServer(script));
  const other = stack.use(await startScriptedServer(otherScript));
  const ports = { 'a.test': server.port, 'b.test': other.port };
  const harness = createHarness(ports, { maxSessions: 1 });
  const bucketOf = (domain: keyof typeof ports): BucketState | undefined =>
    harness.buckets.states.get(`local#127.0.0.1:${ports[domain]}`);
  /** Whether the site may be sent to as if nothing had been heard. */
  const isOpen = (domain: keyof typeof ports) => {
    const bucket = bucketOf(domain);
    return bucket?.law.mode === 'open' && bucket.law.taughtBy === null && bucket.blockedUntilMs === 0;
  };
  return { server, other, harness, isOpen, bucketOf, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const toA = (count: number, changes: Partial<DeliveryCopy> = {}) =>
  Array.from({ length: count }, (_, nth) => copyFor(`user${nth}@a.test`, changes));
const toB = (count: number) => Array.from({ length: count }, (_, nth) => copyFor(`user${nth}@b.test`));

describe('a refusal acts in its scope and nowhere wider:', () => {
  it('recipient: a full mailbox costs one deferral, and slows nobody', async () => {
    await using rx = await receivers({ rcpt: (nth) => (nth === 1 ? '452 4.2.2 mailbox full' : '250 ok') });
    const copies = [...toA(5), ...toB(5)];
    await rx.harness.run(copies);
    expect(rx.harness.sent.retry).toHaveLength(1);
    expect(copies.filter((copy) => rx.harness.stateOf(copy) === 'delivered')).toHaveLength(9);
    expect([rx.isOpen('a.test'), rx.isOpen('b.test')]).toEqual([true, true]);
    expect(rx.server.commands.filter((line) => line.startsWith('EHLO'))).toHaveLength(1);
  });

  it('message: spam is that message’s matter', async () => {
    await using rx = await receivers({ dot: (nth) => (nth === 1 ? '554 5.7.1 Message rejected as spam' : '250 ok') });
    const copies = [...toA(5), ...toB(5)];
    await rx.harness.run(copies);
    expect(copies.map(rx.harness.stateOf).filter((state) => state === 'bounced')).toHaveLength(1);
    expect(copies.map(rx.harness.stateOf).filter((state) => state === 'delivered')).toHaveLength(9);
    expect([rx.isOpen('a.test'), rx.isOpen('b.test')]).toEqual([true, true]);
  });

  it('connection: one that is used up gives way to a new one, and costs no attempt', async () => {
    await using rx = await receivers({
      mail: (nth) => (nth <= 3 ? '250 ok' : { say: '421 4.7.0 too many messages in this connection', then: 'close' }),
    });
    const copies = [...toA(9), ...toB(2)];
    expect(await rx.harness.run(copies)).toEqual(copies.map(() => ({ kind: 'ack' })));
    expect(copies.map(rx.harness.stateOf)).toEqual(copies.map(() => 'delivered'));
    expect(copies.map(({ id }) => rx.harness.ledger.records.get(id)?.attempts)).toEqual(copies.map(() => 1));
    expect(rx.bucketOf('a.test')).toMatchObject({ blockedUntilMs: 0, law: { mode: 'open', cause: null } });
    expect(rx.harness.sent).toEqual({ ready: [], retry: [] });
  });

  it('site: a block stops it for two hours, whatever waits there, and no other', async () => {
    const blocked = '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org';
    await using rx = await receivers({ rcpt: () => blocked });
    await rx.harness.run([...toA(30), ...toB(5)]);
    expect(rx.harness.sent.retry).toHaveLength(1);
    expect(rx.harness.sent.ready).toHaveLength(29);
    // A human may open it at any time: nothing waits for longer than one hop without a look.
    expect(rx.harness.sent.ready.every(({ copy, delaySeconds }) => !copy.notBeforeMs && delaySeconds === 900)).toBe(
      true,
    );
    expect(rx.harness.sent.ready.every(({ copy }) => copy.attempts === 0)).toBe(true);
    expect(rx.bucketOf('a.test')?.law).toMatchObject({ mode: 'stopped', cause: 'shut' });
    expect(rx.other.messages).toHaveLength(5);
    expect(rx.isOpen('b.test')).toBe(true);
    // What comes later costs no connection, and no write.
    const { written } = rx.harness.buckets.counts;
    await rx.harness.run([copyFor('late@a.test')]);
    expect(rx.server.commands.filter((line) => line.startsWith('EHLO'))).toHaveLength(1);
    expect(rx.harness.buckets.counts.written).toBe(written);
  });

  it('from-domain: an authentication that Gmail refuses by a 421 holds that domain, not Gmail', async () => {
    const refused = '421 4.7.26 This mail has been rate limited because it is unauthenticated.';
    let refusals = 0;
    await using rx = await receivers({
      dot: () => (refusals++ === 0 ? { say: refused, then: 'close' } : '250 ok'),
    });
    const { deps } = rx.harness;
    const using: typeof deps = {
      ...deps,
      settings: { ...deps.settings, routes: {} },
      lookUpMx: async () => ({ kind: 'hosts', hosts: [{ host: 'aspmx.l.google.com', preference: 1 }] }),
      lookUpAddresses: async () => ({ kind: 'addresses', addresses: ['127.0.0.1'] }),
      // Its name makes it Gmail; the way to it is the test's own.
      openSession: (target, hardStopMs) =>
        deps.openSession({ ...target, host: '127.0.0.1', port: rx.server.port, trusted: true }, hardStopMs),
    };
    const bad = toA(5, { fromDomain: 'bad.test' });
    const good = Array.from({ length: 3 }, (_, nth) => copyFor(`good${nth}@a.test`));
    await rx.harness.run([...bad, ...good], { using });
    expect(good.map(rx.harness.stateOf)).toEqual(good.map(() => 'delivered'));
    expect(rx.harness.sent.retry.map(({ copy }) => copy.fromDomain)).toEqual(['bad.test']);
    expect(rx.harness.sent.ready.map(({ copy }) => copy.fromDomain)).toEqual(bad.slice(1).map(() => 'bad.test'));
    expect(rx.harness.buckets.states.get('local#gmail')).toMatchObject({
      blockedUntilMs: 0,
      law: { mode: 'open', taughtBy: null },
    });
    expect(rx.harness.meter.counts['FromDomainHeld bulk gmail']).toBe(1);
    expect(rx.harness.calls.map(({ attention }) => [attention.scope, attention.fromDomain])).toEqual([
      ['from-domain', 'bad.test'],
    ]);
  });
});

describe('an egress that sites refuse', () => {
  const noPtr = '550 5.7.25 The IP address sending this message does not have a PTR record setup';

  it('waits at the first one alone, and everywhere on the word of the second', async () => {
    await using rx = await receivers({ mail: () => noPtr }, { mail: (nth) => (nth <= 2 ? '250 ok' : noPtr) });
    const stopped = () => Object.keys(rx.harness.meter.counts).filter((name) => name.startsWith('EgressStopped'));
    await rx.harness.run([...toA(10), ...toB(2)]);
    expect(rx.bucketOf('a.test')?.law).toMatchObject({ mode: 'stopped', cause: 'shut' });
    expect(rx.other.messages).toHaveLength(2);
    expect(rx.harness.sent.retry).toHaveLength(1);
    expect(stopped()).toEqual([]);

    const later = Array.from({ length: 8 }, (_, nth) => copyFor(`later${nth}@b.test`));
    await rx.harness.run([...later, copyFor('third@a.test')]);
    expect(stopped()).toHaveLength(1);
    expect(rx.harness.sent.retry.length).toBeLessThanOrEqual(3);

    // Nothing is tried any more, wherever it goes; nothing is lost, and nothing bounces.
    await using third = await startScriptedServer({});
    const fresh = createHarness({ 'c.test': third.port });
    const using = {
      ...fresh.deps,
      egressStop: createEgressStop(rx.harness.stops, 'local', fresh.deps.clock, fresh.deps.log),
    };
    const waiting = Array.from({ length: 5 }, (_, nth) => copyFor(`user${nth}@c.test`));
    expect(await fresh.run(waiting, { using })).toEqual(waiting.map(() => ({ kind: 'ack' })));
    expect(third.connections()).toBe(0);
    expect(fresh.sent.ready.map(({ copy, delaySeconds }) => [copy.attempts, copy.notBeforeMs, delaySeconds])).toEqual(
      waiting.map(() => [0, undefined, 900]),
    );
    expect(fresh.events).toEqual([]);
    expect(rx.harness.calls.at(-1)?.attention.done).toMatch(/^All mail from egress local to all sites waits until/);
  });

  it('is tried with one message when its time has passed, and sends again when that is taken', async () => {
    await using rx = await receivers({});
    const hold = {
      words: { x: 0, y: 0 },
      refuted: {},
      untilMs: 1,
      lengthMs: 1,
      sinceMs: 0,
      reason: noPtr,
      trial: null,
    };
    rx.harness.stops.stops.set('local', hold);
    await rx.harness.run(toA(6));
    expect(rx.server.messages).toHaveLength(1);
    expect(rx.harness.sent.ready).toHaveLength(5);
    expect(rx.harness.stops.stops.get('local')).toMatchObject({ untilMs: 0, words: {} });
    await rx.harness.run(rx.harness.sent.ready.map(({ copy }) => copy));
    expect(rx.server.messages).toHaveLength(6);
  });

  it('is not stopped by a receiver that answers as a relay would', async () => {
    await using rx = await receivers({ ehlo: '530 5.7.0 Authentication required' });
    await rx.harness.run(toA(1));
    const copies = toB(5);
    await rx.harness.run(copies);
    expect(copies.map(rx.harness.stateOf)).toEqual(Array(5).fill('delivered'));
    expect(rx.harness.meter.counts).not.toHaveProperty('EgressStopped');
  });

  it('is stopped at once by its own relay’s word', async () => {
    await using rx = await receivers({ mail: () => '554 Sending paused for this account' });
    const relay = {
      kind: 'relay',
      name: 'local',
      ehloName: 'sender.test',
      host: 'email-smtp.eu-west-1.amazonaws.com',
    } as const;
    const settings = {
      ...rx.harness.deps.settings,
      egress: { ...relay, port: rx.server.port, tls: 'starttls' as const },
    };
    // The relay's name is what makes its word sure; the way to it is the test's own.
    const openSession: typeof rx.harness.deps.openSession = (target, hardStopMs) =>
      rx.harness.deps.openSession({ ...target, host: '127.0.0.1' }, hardStopMs);
    await rx.harness.run([...toA(3), ...toB(3)], { using: { ...rx.harness.deps, settings, openSession } });
    expect(rx.harness.stops.stops.get('local')).toMatchObject({
      lengthMs: 7_200_000,
      words: { [relay.host]: expect.any(Number) },
    });
    expect(rx.harness.sent.retry).toHaveLength(1);
    expect(rx.harness.sent.ready).toHaveLength(5);
  });

  it('is not stopped by quotas that receivers name, however many do', async () => {
    const quota = '550 5.4.5 Daily user sending limit exceeded.';
    await using rx = await receivers({ mail: () => quota }, { mail: () => quota });
    await rx.harness.run([...toA(3), ...toB(3)]);
    expect(rx.harness.stops.stops.size).toBe(0);
    expect(rx.bucketOf('a.test')?.law.mode).toBe('stopped');
  });
});

it('a host whose TLS broke, and that insists on TLS in clear, is met with TLS next; its site is not shut', async () => {
  await using rx = await receivers({
    ehlo: '250-x\r\n250-STARTTLS\r\n250 OK',
    starttls: { say: '220 go', then: 'close' },
    mail: () => '530 5.7.0 Must issue a STARTTLS command first',
  });
  await rx.harness.run(toA(3));
  expect(rx.bucketOf('a.test')?.law.cause).not.toBe('shut');
  expect(rx.harness.sent.retry.length).toBeGreaterThan(0);
});
