import { describe, expect, it } from 'vitest';
import type { AddressLookup } from '#shared/routing/lookup.ts';
import { reachable } from '#shared/routing/reachable.ts';
import type { Routing } from '#shared/routing/site.ts';

const found: Readonly<Record<string, AddressLookup>> = {
  'good.test': { kind: 'addresses', addresses: ['203.0.113.1'] },
  'none.test': { kind: 'none' },
  'internal.test': { kind: 'internal' },
  'failed.test': { kind: 'failed', error: 'DNS: SERVFAIL' },
};
const to = (...hosts: string[]): Routing => ({
  kind: 'targets',
  site: 'site',
  targets: hosts.map((host) => ({ host, port: 25, trusted: false })),
});
const reach = (routing: Routing) => reachable(routing, async (host) => found[host] ?? { kind: 'none' });

describe('the hosts that can be reached', () => {
  it('are those with a public address, in their order', async () => {
    const other = { kind: 'addresses', addresses: ['203.0.113.2'] } as const;
    const lookUp = async (host: string) => found[host] ?? other;
    const hosts = ['none.test', 'good.test', 'internal.test', 'failed.test', 'other.test'];
    expect(await reachable(to(...hosts), lookUp)).toEqual(to('good.test', 'other.test'));
  });

  it('are none for good where DNS says so of each', async () => {
    expect(await reach(to('none.test', 'internal.test'))).toEqual({
      kind: 'no-mail-host',
      site: 'site',
      error: 'none.test: no IPv4 address; internal.test: only addresses inside a private network',
    });
  });

  it('are none for now where DNS does not know one of them', async () => {
    expect(await reach(to('none.test', 'failed.test'))).toMatchObject({
      kind: 'dns-failed',
      error: 'none.test: no IPv4 address; failed.test: DNS: SERVFAIL',
    });
  });

  it('are looked for among the ten best, and an operator is taken at his word', async () => {
    const asked: string[] = [];
    const lookUp = async (host: string): Promise<AddressLookup> => {
      asked.push(host);
      return { kind: 'none' };
    };
    await reachable(to(...Array.from({ length: 50 }, (_, index) => `mx${index}.test`)), lookUp);
    expect(asked).toHaveLength(10);
    const routed: Routing = { kind: 'targets', site: 's', targets: [{ host: '127.0.0.1', port: 2525, trusted: true }] };
    expect(await reachable(routed, lookUp)).toBe(routed);
    expect(asked).toHaveLength(10);
  });
});
