import { describe, expect, it } from 'vitest';
import type { TlsPolicy } from '#shared/routing/tls-policy.ts';
import { certificate } from '#test/support/certificate.ts';
import { type MxHosts, startMxHosts } from '#test/support/mx-hosts.ts';
import type { Script } from '#test/support/scripted-smtp.ts';
import { copyFor, createHarness } from './harness.ts';

const works: Script = {};
const encrypts: Script = { ehlo: '250-scripted\r\n250-STARTTLS\r\n250 PIPELINING', starttls: certificate };
const shutsDown: Script = { greeting: { say: '421 4.3.2 System shutting down', then: 'close' } };
const isFull: Script = { greeting: { say: '421 4.7.0 Error: too many connections from 127.0.0.1', then: 'close' } };

/** The use case over these hosts, found as DNS would have them found. */
function createSender(network: MxHosts, tls: TlsPolicy = 'opportunistic') {
  const harness = createHarness({}, { maxSessions: 1 });
  const { lookUpMx, lookUpAddresses } = network;
  const using = { ...harness.deps, lookUpMx, lookUpAddresses, openSession: network.openWith(tls) };
  let count = 0;
  return {
    ...harness,
    /** Sends one mail to each of these domains in one invocation, and tells their states. */
    async sendTo(...domains: string[]) {
      const copies = domains.map((domain) => copyFor(`user${++count}@${domain}`));
      await harness.run(copies, { using });
      return copies.map((copy) => harness.stateOf(copy));
    },
  };
}

const recipients = ({ servers }: MxHosts, host: string) =>
  servers[host]?.commands.flatMap((line) => /^RCPT TO:<(.+?)>/.exec(line)?.[1] ?? []);

describe('a host that takes no connection', () => {
  it('leaves the next one to be tried, and is not tried first again by this process', async () => {
    await using network = await startMxHosts(
      { 'mx1.test': null, 'mx2.test': works },
      { 'a.test': ['mx1.test', 'mx2.test'] },
    );
    const sender = createSender(network);
    for (let time = 0; time < 3; time++) expect(await sender.sendTo('a.test')).toEqual(['delivered']);
    expect(network.tried).toEqual(['mx1.test', 'mx2.test', 'mx2.test', 'mx2.test']);
  });

  it('is met at its next address first', async () => {
    await using network = await startMxHosts(
      { 'mx1.test*': works, 'mx2.test': works },
      { 'a.test': ['mx1.test', 'mx2.test'] },
    );
    const sender = createSender(network);
    expect(await sender.sendTo('a.test')).toEqual(['delivered']);
    expect(network.tried).toEqual(['mx1.test']);
    expect(recipients(network, 'mx1.test')).toHaveLength(1);
  });

  it('makes the site wait when all of them are dead: three are tried', async () => {
    const names = ['mx1.test', 'mx2.test', 'mx3.test', 'mx4.test'];
    const dead = Object.fromEntries(names.map((name) => [name, null]));
    await using network = await startMxHosts(dead, { 'a.test': names });
    const sender = createSender(network);
    expect(await sender.sendTo('a.test')).toEqual(['waiting']);
    expect(network.tried).toEqual(names.slice(0, 3));
    expect([...sender.buckets.states.values()][0]?.blockedUntilMs).toBeGreaterThan(0);
  });
});

describe('a refusal of the connection', () => {
  it('that is about the host leaves the next one to be tried, and the host alone', async () => {
    await using network = await startMxHosts(
      { 'mx1.test': shutsDown, 'mx2.test': works },
      { 'a.test': ['mx1.test', 'mx2.test'] },
    );
    const sender = createSender(network);
    for (let time = 0; time < 2; time++) expect(await sender.sendTo('a.test')).toEqual(['delivered']);
    expect(network.tried).toEqual(['mx1.test', 'mx2.test', 'mx2.test']);
    expect([...sender.buckets.states.values()]).toMatchObject([{ blockedUntilMs: 0 }]);
  });

  it('that is about the site is not answered by knocking at its next host', async () => {
    await using network = await startMxHosts(
      { 'mx1.test': isFull, 'mx2.test': works },
      { 'a.test': ['mx1.test', 'mx2.test'] },
    );
    const sender = createSender(network);
    expect(await sender.sendTo('a.test')).toEqual(['waiting']);
    expect(network.tried).toEqual(['mx1.test']);
    expect([...sender.buckets.states.values()]).toMatchObject([
      { law: { taughtBy: expect.stringContaining('too many') } },
    ]);
  });

  it('in mid-session about the host leaves the rest of the mail to the next one', async () => {
    const fillsUp: Script = { mail: (message) => (message > 1 ? '452 4.3.1 Insufficient system storage' : '250 ok') };
    await using network = await startMxHosts(
      { 'mx1.test': fillsUp, 'mx2.test': works },
      { 'a.test': ['mx1.test', 'mx2.test'] },
    );
    const sender = createSender(network);
    const states = await sender.sendTo('a.test', 'a.test', 'a.test', 'a.test');
    expect(states).toEqual(['delivered', 'waiting', 'delivered', 'delivered']);
    expect(network.tried).toEqual(['mx1.test', 'mx2.test']);
    expect([...sender.buckets.states.values()]).toMatchObject([{ blockedUntilMs: 0, law: { taughtBy: null } }]);
  });

  it('in mid-session about the only host is about the site', async () => {
    const isFull: Script = { mail: () => '452 4.3.1 Insufficient system storage' };
    await using network = await startMxHosts({ 'mx1.test': isFull }, { 'a.test': ['mx1.test'] });
    const sender = createSender(network);
    expect(await sender.sendTo('a.test', 'a.test')).toEqual(['waiting', undefined]);
    expect([...sender.buckets.states.values()][0]?.blockedUntilMs).toBeGreaterThan(0);
  });

  it('tells more than a host that is dead', async () => {
    await using network = await startMxHosts(
      { 'mx1.test': shutsDown, 'mx2.test': null },
      { 'a.test': ['mx1.test', 'mx2.test'] },
    );
    const sender = createSender(network);
    expect(await sender.sendTo('a.test')).toEqual(['waiting']);
    const [record] = sender.ledger.records.values();
    expect(record?.notes).toMatchObject([{ host: 'mx1.test', reply: { code: 421 }, rule: 'host-unwell' }]);
  });
});

describe('the customers of one provider', () => {
  const one = 'one-test.mail.protection.outlook.com';
  const two = 'two-test.mail.protection.outlook.com';

  it('share its bucket and not their hosts', async () => {
    await using network = await startMxHosts(
      { [one]: encrypts, [two]: encrypts },
      { 'one.test': [one], 'two.test': [two] },
    );
    const sender = createSender(network);
    const domains = ['one.test', 'two.test', 'one.test', 'two.test', 'one.test'];
    expect(await sender.sendTo(...domains)).toEqual(domains.map(() => 'delivered'));
    expect(recipients(network, one)).toEqual(['user1@one.test', 'user3@one.test', 'user5@one.test']);
    expect(recipients(network, two)).toEqual(['user2@two.test', 'user4@two.test']);
    expect([...sender.buckets.states.keys()]).toEqual([expect.stringContaining('microsoft-365')]);
  });
});

describe('mail that must be encrypted', () => {
  it('waits, each of a batch after one look at each host, and nobody is blamed for it', async () => {
    await using network = await startMxHosts(
      { 'mx1.test': works, 'mx2.test': works },
      { 'a.test': ['mx1.test', 'mx2.test'] },
    );
    const sender = createSender(network, 'required');
    expect(await sender.sendTo('a.test', 'a.test', 'a.test')).toEqual(['waiting', 'waiting', 'waiting']);
    expect(network.tried).toEqual(['mx1.test', 'mx2.test']);
    for (const record of sender.ledger.records.values()) {
      expect(record.notes).toMatchObject([
        { rule: 'not-encrypted', kind: 'authentication', error: expect.stringContaining('STARTTLS') },
      ]);
    }
    expect([...sender.buckets.states.values()]).toMatchObject([{ blockedUntilMs: 0, law: { taughtBy: null } }]);
    expect(network.servers['mx1.test']?.commands.filter((line) => line.startsWith('MAIL'))).toEqual([]);
  });

  it('goes to the first host that encrypts', async () => {
    await using network = await startMxHosts(
      { 'mx1.test': works, 'mx2.test': encrypts },
      { 'a.test': ['mx1.test', 'mx2.test'] },
    );
    const sender = createSender(network, 'required');
    expect(await sender.sendTo('a.test')).toEqual(['delivered']);
    expect(recipients(network, 'mx2.test')).toHaveLength(1);
  });
});
