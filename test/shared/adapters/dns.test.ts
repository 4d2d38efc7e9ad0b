import type { Answer } from 'dns-packet';
import { describe, expect, it } from 'vitest';
import { createDns } from '#shared/adapters/dns.ts';
import { deadPort } from '#test/support/dead-port.ts';
import { type DnsReaction, startScriptedDns } from '#test/support/scripted-dns.ts';

const mx = (name: string, exchange: string, preference = 10, ttl = 60): Answer => ({
  type: 'MX',
  name,
  ttl,
  data: { exchange, preference },
});
const a = (name: string, data: string, ttl = 60): Answer => ({ type: 'A', name, ttl, data });
const soa = (ttl: number, minimum: number): Answer => ({
  type: 'SOA',
  name: 'test',
  ttl,
  data: { mname: 'ns.test', rname: 'host.test', serial: 1, refresh: 1, retry: 1, expire: 1, minimum },
});

async function withDns(
  react: (type: string, name: string) => DnsReaction | null,
  work: (
    dns: ReturnType<typeof createDns>,
    server: { readonly questions: string[] },
    passMs: (ms: number) => void,
  ) => Promise<void>,
) {
  await using server = await startScriptedDns(react);
  let nowMs = 0;
  const dns = createDns({ now: () => nowMs, servers: [server.address] });
  await work(dns, server, (ms) => (nowMs += ms));
}

describe('looking up MX hosts', () => {
  it('takes only the answer to its own question', async () => {
    await withDns(
      () => ({ answers: [mx('a.test', 'mx1.a.test'), mx('a.test', 'mx2.a.test', 20)] }),
      async ({ lookUpMx }) => {
        expect(await lookUpMx('a.test')).toMatchObject({
          kind: 'hosts',
          hosts: [
            { host: 'mx1.a.test', preference: 10 },
            { host: 'mx2.a.test', preference: 20 },
          ],
        });
      },
    );
  });

  it('fetches over TCP an answer that does not fit into a packet', async () => {
    const answers = Array.from({ length: 40 }, (_, index) => mx('a.test', `a-long-host-name-${index}.a.test`));
    await withDns(
      () => ({ answers, isLong: true }),
      async ({ lookUpMx }, { questions }) => {
        const found = await lookUpMx('a.test');
        expect(found.kind === 'hosts' && found.hosts.length).toBe(40);
        expect(questions).toEqual(['udp MX a.test', 'tcp MX a.test']);
      },
    );
  });

  it('uses the fifty best of a zone that names thousands, and always the same', async () => {
    const answers = Array.from({ length: 1_000 }, (_, nth) => mx('a.test', `mx${nth}.a.test`, nth < 30 ? 10 : 20));
    let asked = 0;
    await withDns(
      () => ({ answers: ++asked === 1 ? answers : answers.toReversed(), isLong: true }),
      async ({ lookUpMx }, _server, passMs) => {
        const found = await lookUpMx('a.test');
        const hosts = found.kind === 'hosts' ? found.hosts : [];
        expect(hosts).toHaveLength(50);
        expect(hosts.filter(({ preference }) => preference === 10)).toHaveLength(30);
        passMs(3_600_000);
        expect(await lookUpMx('a.test')).toEqual(found);
      },
    );
  });

  it('follows the resolver through a CNAME, and keeps the answer as long as its shortest part', async () => {
    const chain: Answer[] = [{ type: 'CNAME', name: 'a.test', ttl: 5, data: 'b.test' }, mx('b.test', 'mx.b.test')];
    await withDns(
      () => ({ answers: chain }),
      async ({ lookUpMx }, { questions }, passMs) => {
        expect(await lookUpMx('a.test')).toMatchObject({ kind: 'hosts', hosts: [{ host: 'mx.b.test' }] });
        passMs(4_999);
        await lookUpMx('a.test');
        expect(questions).toHaveLength(1);
        passMs(1);
        await lookUpMx('a.test');
        expect(questions).toHaveLength(2);
      },
    );
  });

  it.each<[string, DnsReaction, string]>([
    ['a null MX', { answers: [mx('a.test', '.', 0)] }, 'null-mx'],
    ['a "." beside a host', { answers: [mx('a.test', '.', 0), mx('a.test', 'mx.a.test')] }, 'hosts'],
    ['no MX record', {}, 'no-mx'],
    ['NXDOMAIN', { rcode: 'NXDOMAIN' }, 'no-such-domain'],
    ['SERVFAIL', { rcode: 'SERVFAIL' }, 'failed'],
    ['REFUSED', { rcode: 'REFUSED' }, 'failed'],
  ])('tells %s from what else there is', async (_what, reaction, kind) => {
    await withDns(
      () => reaction,
      async ({ lookUpMx }) => {
        expect((await lookUpMx('a.test')).kind).toBe(kind);
      },
    );
  });

  it.each<[string, DnsReaction, number]>([
    ['records for their TTL', { answers: [mx('a.test', 'mx.a.test', 10, 30)] }, 30],
    ['records for an hour at most', { answers: [mx('a.test', 'mx.a.test', 10, 86_400)] }, 3_600],
    ['"there is none" as the zone says', { authorities: [soa(600, 20)] }, 20],
    ['NXDOMAIN for five minutes at most', { rcode: 'NXDOMAIN', authorities: [soa(86_400, 86_400)] }, 300],
    ['a failure for some seconds', { rcode: 'SERVFAIL' }, 10],
  ])('remembers %s', async (_what, reaction, seconds) => {
    await withDns(
      () => reaction,
      async ({ lookUpMx }, { questions }, passMs) => {
        await Promise.all([lookUpMx('a.test'), lookUpMx('a.test')]);
        passMs(seconds * 1000 - 1);
        await lookUpMx('a.test');
        expect(questions).toHaveLength(1);
        passMs(1);
        await lookUpMx('a.test');
        expect(questions).toHaveLength(2);
      },
    );
  });

  it('does not remember "there is none" where no zone vouches for it, nor records without a TTL', async () => {
    for (const reaction of [{ rcode: 'NXDOMAIN' as const }, { answers: [mx('a.test', 'mx.a.test', 10, 0)] }]) {
      await withDns(
        () => reaction,
        async ({ lookUpMx }, { questions }) => {
          await lookUpMx('a.test');
          await lookUpMx('a.test');
          expect(questions).toHaveLength(2);
        },
      );
    }
  });

  it('asks the next server where one does not know, is silent, or is not there', async () => {
    await using good = await startScriptedDns(() => ({ answers: [mx('a.test', 'mx.a.test')] }));
    await using lame = await startScriptedDns(() => ({ rcode: 'SERVFAIL' }));
    await using mute = await startScriptedDns(() => null);
    const gone = `127.0.0.1:${deadPort}`;
    for (const bad of [lame.address, mute.address, gone]) {
      const dns = createDns({ now: () => 0, servers: [bad, good.address] });
      expect((await dns.lookUpMx('a.test')).kind).toBe('hosts');
    }
    const dns = createDns({ now: () => 0, servers: [gone] });
    expect(await dns.lookUpMx('a.test')).toMatchObject({
      kind: 'failed',
      error: expect.stringMatching(/ECONNREFUSED/),
    });
  });

  it('asks a silent server again', async () => {
    let asked = 0;
    await withDns(
      () => (++asked === 1 ? null : { answers: [mx('a.test', 'mx.a.test')] }),
      async ({ lookUpMx }) => {
        expect((await lookUpMx('a.test')).kind).toBe('hosts');
      },
    );
  });

  it('asks nobody for what no zone can hold', async () => {
    await withDns(
      () => ({}),
      async ({ lookUpMx }, { questions }) => {
        for (const name of ['', 'a..test', `${'x'.repeat(64)}.test`, 'a b.test', `${'a.'.repeat(127)}test`]) {
          expect(await lookUpMx(name)).toEqual({ kind: 'no-such-domain' });
        }
        expect(questions).toEqual([]);
      },
    );
  });
});

describe('looking up the addresses of a host', () => {
  it.each<[string, string[], unknown]>([
    ['public ones', ['203.0.113.1', '203.0.113.2'], { kind: 'addresses', addresses: ['203.0.113.1', '203.0.113.2'] }],
    ['the public ones of several', ['10.0.0.1', '203.0.113.1'], { kind: 'addresses', addresses: ['203.0.113.1'] }],
    ...[
      '0.0.0.0',
      '10.1.2.3',
      '100.64.0.1',
      '127.0.0.1',
      '169.254.169.254',
      '172.31.0.1',
      '192.168.1.1',
      '224.0.0.1',
    ].map((address): [string, string[], unknown] => [`not ${address}`, [address], { kind: 'internal' }]),
    ['none', [], { kind: 'none' }],
  ])('finds %s', async (_what, addresses, expected) => {
    await withDns(
      () => ({ answers: addresses.map((address) => a('mx.test', address)) }),
      async ({ lookUpAddresses }) => {
        expect(await lookUpAddresses('mx.test')).toEqual(expected);
      },
    );
  });

  it('uses twenty of a host that has hundreds', async () => {
    const answers = Array.from({ length: 300 }, (_, nth) => a('mx.test', `203.0.${nth % 2 ? 113 : 114}.${nth % 250}`));
    await withDns(
      () => ({ answers, isLong: true }),
      async ({ lookUpAddresses }) => {
        const found = await lookUpAddresses('mx.test');
        expect(found.kind === 'addresses' && found.addresses).toHaveLength(20);
      },
    );
  });

  it('never asks for localhost', async () => {
    await withDns(
      () => ({ answers: [a('localhost', '203.0.113.1')] }),
      async ({ lookUpAddresses }, { questions }) => {
        expect(await lookUpAddresses('localhost')).toEqual({ kind: 'internal' });
        expect(await lookUpAddresses('mx.localhost')).toEqual({ kind: 'internal' });
        expect(questions).toEqual([]);
      },
    );
  });
});
