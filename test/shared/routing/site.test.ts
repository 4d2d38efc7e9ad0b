import { describe, expect, it } from 'vitest';
import type { MxLookup } from '#shared/routing/lookup.ts';
import { route, type RoutingSettings } from '#shared/routing/site.ts';

const mx: RoutingSettings = { egress: { kind: 'mx', name: 'out', ehloName: 'out.test' }, routes: {}, limits: {} };
const routeTo = (domain: string, lookup: MxLookup, settings = mx, random = () => 0.5) =>
  route(domain, settings, async () => lookup, random);
const hosts = (...names: string[]): MxLookup => ({
  kind: 'hosts',
  hosts: names.map((host, index) => ({ host, preference: index })),
});

describe('routing', () => {
  it('rolls domains with the same MX hosts up into one site, whatever their order', async () => {
    const one = await routeTo('a.test', hosts('mx1.host.test', 'MX2.host.test.'));
    const two = await routeTo('b.test', hosts('mx2.host.test', 'mx1.host.test'));
    expect(one.site).toBe('mx:mx1.host.test+mx2.host.test');
    expect(two.site).toBe(one.site);
  });

  it('names a provider whose hosts they all are, and not where a foreign host is among them', async () => {
    expect((await routeTo('a.test', hosts('aspmx.l.google.com', 'alt1.aspmx.l.google.com'))).site).toBe('gmail');
    expect((await routeTo('a.test', hosts('aspmx.l.google.com', 'backup.test'))).site).not.toBe('gmail');
    expect((await routeTo('a.test', hosts('notgoogle.com'))).site).not.toBe('gmail');
  });

  it('makes a domain that a limit or a warm-up names a site of its own', async () => {
    const google = hosts('aspmx.l.google.com');
    const limited = { ...mx, limits: { 'a.test': { connections: 2 } } };
    expect((await routeTo('a.test', google, limited)).site).toBe('a.test');
    const warmUp = { startDate: '2026-12-01', timeZone: 'UTC', sites: { 'a.test': { dailyCaps: [50] } } };
    const warmedUp = { ...mx, egress: { ...mx.egress, warmUp } };
    expect((await routeTo('a.test', google, warmedUp)).site).toBe('a.test');
    expect((await routeTo('b.test', google, warmedUp)).site).toBe('gmail');
  });

  it('tries hosts in order of preference and shuffles equals', async () => {
    const equal: MxLookup = {
      kind: 'hosts',
      hosts: [
        { host: 'third', preference: 20 },
        { host: 'one', preference: 10 },
        { host: 'two', preference: 10 },
      ],
    };
    const orders = new Set<string>();
    for (const [first, second] of [
      [0.1, 0.9],
      [0.9, 0.1],
    ]) {
      const values = [0, first, second];
      const routing = await routeTo('a.test', equal, mx, () => values.shift() ?? 0);
      if (routing.kind === 'targets') orders.add(routing.targets.map((target) => target.host).join());
    }
    expect([...orders].sort()).toEqual(['one,two,third', 'two,one,third']);
  });

  it('trusts a routed host and no other', async () => {
    const settings = { ...mx, routes: { 'a.test': { host: '127.0.0.1', port: 2525 } } };
    expect(await routeTo('a.test', { kind: 'null-mx' }, settings)).toEqual({
      kind: 'targets',
      site: '127.0.0.1:2525',
      targets: [{ host: '127.0.0.1', port: 2525, trusted: true }],
    });
    const other = await routeTo('b.test', hosts('mx.b.test'), settings);
    expect(other).toMatchObject({ targets: [{ host: 'mx.b.test', port: 25, trusted: false }] });
  });

  it('sends the mail of every other domain to the host routed for `*`', async () => {
    const routes = { 'a.test': { host: 'a.host.test', port: 25 }, '*': { host: 'rest.host.test', port: 2525 } };
    const siteOf = async (domain: string) => (await routeTo(domain, hosts('mx.test'), { ...mx, routes })).site;
    expect(await siteOf('a.test')).toBe('a.host.test:25');
    expect(await siteOf('b.test')).toBe('rest.host.test:2525');
  });

  it('tells a null MX, a domain that does not exist and a failed look-up apart', async () => {
    expect((await routeTo('a.test', { kind: 'null-mx' })).kind).toBe('null-mx');
    expect((await routeTo('a.test', { kind: 'no-such-domain' })).kind).toBe('no-such-domain');
    expect(await routeTo('a.test', { kind: 'failed', error: 'DNS: ESERVFAIL' })).toMatchObject({
      kind: 'dns-failed',
      error: 'DNS: ESERVFAIL',
    });
  });

  it('makes a domain without MX records its own host', async () => {
    expect(await routeTo('a.test', { kind: 'no-mx' })).toEqual({
      kind: 'targets',
      site: 'mx:a.test',
      targets: [{ host: 'a.test', port: 25, trusted: false }],
    });
  });

  it('passes over what is no host name, in the site as well', async () => {
    expect(
      await routeTo('a.test', hosts('', '.', '192.0.2.1', 'mx_1.a.test', 'a b.test', 'x'.repeat(64))),
    ).toMatchObject({
      site: 'mx:mx_1.a.test',
      targets: [{ host: 'mx_1.a.test' }],
    });
    expect(await routeTo('a.test', hosts('192.0.2.1', '127.0.0.1'))).toEqual({
      kind: 'no-mail-host',
      site: 'a.test',
      error: 'no MX record of a.test names a host: 192.0.2.1, 127.0.0.1',
    });
  });

  it('never sends mail to itself, nor to hosts that would only pass it on to it', async () => {
    const own = await routeTo('a.test', hosts('mx1.a.test', 'OUT.test', 'mx2.a.test'));
    expect(own).toMatchObject({ kind: 'targets', targets: [{ host: 'mx1.a.test' }] });
    expect(await routeTo('a.test', hosts('out.test', 'mx2.a.test'))).toMatchObject({
      kind: 'loop',
      error: 'the best MX host of a.test is this sender, out.test',
    });
  });

  it('sends everything to the relay under `relay`', async () => {
    const settings = {
      ...mx,
      egress: { kind: 'relay', name: 'ses', ehloName: 'x', host: 'relay.test', port: 465, tls: 'implicit' } as const,
    };
    expect(await routeTo('a.test', { kind: 'null-mx' }, settings)).toMatchObject({ site: 'relay.test' });
  });
});
