import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDns, type Dns } from '#shared/adapters/dns.ts';
import { createSmtpClient } from '#shared/adapters/smtp-client.ts';
import { consequences, type UnroutableKind } from '#shared/routing/unroutable.ts';
import { copyFor, createHarness } from '#test/functions/deliver/harness.ts';
import { startDeliverPump } from '#test/functions/deliver/pump.ts';
import { type DnsReaction, type ScriptedDns, startScriptedDns } from '#test/support/scripted-dns.ts';
import { type ScriptedServer, startScriptedServer } from '#test/support/scripted-smtp.ts';
import { type Dnsmasq, startDnsmasq } from './support/dnsmasq.ts';

const domains = Array.from({ length: 50 }, (_, index) => `customer${index}.test`);

const zone = [
  // Three hosts that work, on one port, and one that nobody listens at.
  'host-record=mx1.test,127.0.0.2',
  'host-record=mx2.test,127.0.0.3',
  'host-record=mx3.test,127.0.0.4',
  'host-record=mx-dead.test,127.0.0.99',
  'host-record=mx-half.test,127.0.0.99',
  'host-record=mx-half.test,127.0.0.4',
  'cname=mx-alias.test,mx3.test',
  // Fifty domains with one MX set, half of them with its preferences turned round.
  ...domains.flatMap((domain, index) => [
    `mx-host=${domain},mx1.test,${index % 2 === 0 ? 10 : 20}`,
    `mx-host=${domain},mx2.test,${index % 2 === 0 ? 20 : 10}`,
  ]),
  'mx-host=dead-first.test,mx-dead.test,10',
  'mx-host=dead-first.test,mx3.test,20',
  'mx-host=half-dead.test,mx-half.test,10',
  'host-record=mx-bare.test,127.0.0.4',
  'mx-host=original.test,mx3.test,10',
  'cname=alias.test,original.test',
  'mx-host=host-alias.test,mx-alias.test,10',
  'mx-host=dot-beside.test,mx3.test,10',
  'dns-rr=dot-beside.test,15,000000',
  'mx-host=half-unknown.test,nowhere.test,10',
  'mx-host=half-unknown.test,mx3.test,20',
  // What goes nowhere.
  'dns-rr=null.test,15,000000',
  'txt-record=empty.test,"no mail here"',
  'host-record=six.test,2001:db8::1',
  'mx-host=literal.test,192.0.2.1,10',
  'host-record=private.test,10.0.0.1',
  'mx-host=inside.test,private.test,10',
  'mx-host=to-localhost.test,localhost,10',
  'mx-host=dangling.test,nowhere.test,10',
  'mx-host=loop.test,sender.test,10',
  'mx-host=loop.test,mx3.test,20',
  'mx-host=half-broken.test,nowhere.test,10',
  'mx-host=half-broken.test,host.broken.test,20',
];

let upstream: ScriptedDns;
let dnsmasq: Dnsmasq;
/** What the name server of slow.test says, when it says it. */
let slowAnswer = Promise.withResolvers<DnsReaction>();
let servers: Readonly<Record<string, ScriptedServer>>;
let mxPort: number;
const stack = new AsyncDisposableStack();

beforeAll(async () => {
  upstream = stack.use(
    await startScriptedDns((_type, name) =>
      name.endsWith('broken.test') ? { rcode: 'SERVFAIL' } : slowAnswer.promise,
    ),
  );
  const [host, port] = upstream.address.split(':');
  const delegated = ['broken.test', 'slow.test'].map((domain) => `server=/${domain}/${host}#${port}`);
  dnsmasq = stack.use(await startDnsmasq([...zone, ...delegated]));
  const first = stack.use(await startScriptedServer({}, { host: '127.0.0.2' }));
  mxPort = first.port;
  servers = {
    'mx1.test': first,
    'mx2.test': stack.use(await startScriptedServer({}, { host: '127.0.0.3', port: mxPort })),
    'mx3.test': stack.use(await startScriptedServer({}, { host: '127.0.0.4', port: mxPort })),
  };
});
afterAll(() => stack.disposeAsync());

function dnsWith(now: () => number = Date.now): Dns {
  // Our own hosts on loopback are let in by name.
  return createDns({ now, servers: [dnsmasq.address], mayBeInternal: (host) => host.startsWith('mx') });
}

const receivedBy = (host: string) =>
  servers[host]?.commands.flatMap((line) => /^RCPT TO:<(.+?)>/.exec(line)?.[1] ?? []) ?? [];

/** Sends one mail to each of these recipients by the real handler; what became of each, and the buckets' keys. */
async function send(recipients: readonly string[]) {
  await using pump = await startDeliverPump(0, {
    variables: { ROUTES: '{}', RETRY_SCHEDULE: JSON.stringify({ delaysMs: [60_000], giveUpAfterMs: 600_000 }) },
    network: { dns: dnsWith(), mxPort },
  });
  const copies = recipients.map((recipient) => copyFor(recipient));
  await pump.enqueue(copies);
  while (await pump.invokeFrom('ready'));
  const records = await pump.ledger.read(copies.map(({ id }) => id));
  const { Items = [] } = await pump.aws.dynamodb.send(new ScanCommand({ TableName: 'bucket', ConsistentRead: true }));
  return {
    records: copies.map(({ id }) => records.get(id)),
    failures: pump.failures,
    buckets: Items.map((item) => item['key']?.S ?? ''),
  };
}

describe('fifty domains with one MX set', () => {
  it('share one bucket', async () => {
    const recipients = domains.map((domain) => `rollup@${domain}`);
    const { records, buckets, failures } = await send(recipients);
    expect(failures).toEqual([]);
    expect(records.map((record) => [record?.state, record?.site])).toEqual(
      domains.map(() => ['delivered', 'mx:mx1.test+mx2.test']),
    );
    expect(buckets).toEqual([expect.stringContaining('mx:mx1.test+mx2.test')]);
    const received = [...receivedBy('mx1.test'), ...receivedBy('mx2.test')].filter((to) => to.startsWith('rollup@'));
    expect(received.sort()).toEqual(recipients.toSorted());
  });
});

describe('mail reaches its domain', () => {
  it.each([
    ['a domain whose best host is dead', 'dead-first.test', 'mx3.test'],
    ['a host one of whose addresses is dead', 'half-dead.test', 'mx3.test'],
    ['a domain without MX records', 'mx-bare.test', 'mx3.test'],
    ['a domain that is an alias', 'alias.test', 'mx3.test'],
    ['a host that is an alias', 'host-alias.test', 'mx3.test'],
    ['a domain with "." beside its host', 'dot-beside.test', 'mx3.test'],
    ['a domain one of whose hosts does not exist', 'half-unknown.test', 'mx3.test'],
  ])('%s: %s', async (what, domain, host) => {
    const recipient = `${what.replaceAll(/[^a-z]/gi, '-')}@${domain}`;
    const { records } = await send([recipient]);
    expect(records).toMatchObject([{ state: 'delivered', doubts: 0 }]);
    expect(receivedBy(host).filter((to) => to === recipient)).toHaveLength(1);
  });
});

/** What DNS says, and what becomes of the mail; each rule of docs/routing.md's table is here. */
const nowhere: readonly (readonly [string, string, UnroutableKind, RegExp])[] = [
  ['a null MX', 'null.test', 'null-mx', /takes no mail/],
  ['a domain that does not exist', 'nowhere.test', 'no-such-domain', /does not exist/],
  ['neither an MX record nor an address', 'empty.test', 'no-mail-host', /empty.test: no IPv4 address/],
  ['an IPv6 address alone', 'six.test', 'no-mail-host', /six.test: no IPv4 address/],
  ['an address in the place of a host', 'literal.test', 'no-mail-host', /names a host: 192.0.2.1/],
  ['a host inside a private network', 'inside.test', 'no-mail-host', /private.test: only addresses inside/],
  ['localhost', 'to-localhost.test', 'no-mail-host', /localhost: only addresses inside/],
  ['a host that does not exist', 'dangling.test', 'no-mail-host', /nowhere.test: no IPv4 address/],
  ['ourselves', 'loop.test', 'loop', /is this sender, sender.test/],
  ['SERVFAIL', 'broken.test', 'dns-failed', /SERVFAIL/],
  ['SERVFAIL for one host and none for another', 'half-broken.test', 'dns-failed', /host.broken.test: .*SERVFAIL/],
];

describe('mail goes nowhere where DNS names', () => {
  it.each(nowhere)('%s: %s', async (_what, domain, rule, reason) => {
    const { outcome, status } = consequences[rule];
    const { records, buckets, failures } = await send([`user@${domain}`]);
    expect(failures).toEqual([]);
    expect(records).toMatchObject([
      {
        state: outcome === 'bounce' ? 'bounced' : 'waiting',
        notes: [{ rule, kind: 'routing', host: null, error: expect.stringMatching(reason) }],
      },
    ]);
    expect(records[0]?.notes[0]?.error).toMatch(new RegExp(`^${status.replaceAll('.', '\\.')} `));
    // No bucket was asked for what is not sent.
    expect(buckets).toEqual([]);
  });

  it('each thing that this page knows', () => {
    expect(new Set(nowhere.map(([, , rule]) => rule))).toEqual(new Set(Object.keys(consequences)));
  });
});

describe('a name server that stalls', () => {
  const create = (dns: Dns) => {
    const harness = createHarness({});
    const { lookUpMx, lookUpAddresses } = dns;
    const openSession = createSmtpClient({
      egress: harness.deps.settings.egress,
      lookUpAddresses,
      mxPort,
      now: Date.now,
    });
    return { ...harness, using: { ...harness.deps, lookUpMx, lookUpAddresses, openSession } };
  };

  it('holds up its own mail alone, which comes again unattempted and goes when the answer is there', async () => {
    slowAnswer = Promise.withResolvers();
    const { using, run, sent, stateOf } = create(dnsWith());
    const slow = copyFor('stalled@slow.test');
    const others = domains.slice(0, 9).map((domain) => copyFor(`beside-a-stall@${domain}`));
    await run([slow, ...others], { using });
    expect(others.map(stateOf)).toEqual(others.map(() => 'delivered'));
    expect(stateOf(slow)).toBeUndefined();
    expect(sent.ready).toMatchObject([{ copy: { id: slow.id, attempts: 0, hops: 1 } }]);

    slowAnswer.resolve({
      answers: [{ type: 'MX', name: 'slow.test', ttl: 60, data: { exchange: 'mx3.test', preference: 1 } }],
    });
    await using.lookUpMx('slow.test');
    await run(
      sent.ready.map(({ copy }) => copy),
      { using },
    );
    expect(stateOf(slow)).toBe('delivered');
  });

  it('makes its mail an attempt that failed when it stalls again', async () => {
    slowAnswer = Promise.withResolvers();
    const { using, run, sent, ledger } = create(dnsWith());
    const slow = copyFor('stalled-again@slow.test');
    await run([slow], { using });
    await run(
      sent.ready.map(({ copy }) => copy),
      { using },
    );
    expect(ledger.records.get(slow.id)).toMatchObject({ state: 'waiting', notes: [{ rule: 'dns-failed' }] });
    expect(sent.retry).toMatchObject([{ copy: { attempts: 1, hops: 0 } }]);
    slowAnswer.resolve({});
  });
});

describe('answers', () => {
  it('are asked for again when their TTL is over', async () => {
    let nowMs = Date.now();
    const dns = dnsWith(() => nowMs);
    const before = dnsmasq.asked('MX', 'original.test');
    const look = async () => {
      expect(await dns.lookUpMx('original.test')).toMatchObject({ hosts: [{ host: 'mx3.test', preference: 10 }] });
      return dnsmasq.asked('MX', 'original.test') - before;
    };
    expect(await look()).toBe(1);
    nowMs += 59_999;
    expect(await look()).toBe(1);
    nowMs += 1;
    expect(await look()).toBe(2);
  });

  it('that are too long for a packet come over TCP', async () => {
    const long = Array.from(
      { length: 45 },
      (_, index) => `mx-host=long.test,mx-with-a-long-name-${index}.test,${index}`,
    );
    await using other = await startDnsmasq(long);
    const dns = createDns({ now: Date.now, servers: [other.address] });
    const found = await dns.lookUpMx('long.test');
    expect(found.kind === 'hosts' && found.hosts.length).toBe(45);
  });
});
