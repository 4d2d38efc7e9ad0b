import { expect, test } from 'vitest';
import { recordsToPublish } from '#infra/config/records-to-publish.ts';
import { resolveConfig } from '#infra/config/resolve-config.ts';
import type { PipelineConfigInput } from '#infra/config/schema.ts';
import { config as direct } from '#infra/examples/direct.ts';
import { config as ses } from '#infra/examples/ses.ts';

const addresses = new Map([
  ['transactional', '192.0.2.1'],
  ['bulk-a', '192.0.2.2'],
  ['bulk-b', '192.0.2.3'],
]);

function lines(base: typeof direct, change: Partial<PipelineConfigInput> = {}): string[] {
  const config = resolveConfig({ ...base, ...change }, 'prod');
  return recordsToPublish(config, (name) => ({
    address: addresses.get(name) ?? 'none',
    allocationId: `eipalloc-${name}`,
  })).map(({ line }) => line);
}
const spf = (all: string[]) => all.filter((line) => line.includes('v=spf1'));

test('without a return path of its own, SPF is asked of each From-domain that is named', () => {
  const { returnPath: _, ...rest } = direct;
  const senders = [{ senderId: '*', domains: ['example.com', '*.example.net', '*'] }];
  const all = lines({ ...rest, senders });
  expect(spf(all)).toEqual(['example.com. TXT "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 ip4:192.0.2.3 ~all"']);
  expect(all.filter((line) => line.includes(' MX '))).toEqual([]);
  expect(all.filter((line) => line.startsWith('_dmarc.')).map((line) => line.split('. ')[0])).toEqual([
    '_dmarc.example.com',
    '_dmarc.example.net',
  ]);
});

test('a fixed return path’s domain is what receivers ask about', () => {
  const all = lines(direct, { returnPath: { kind: 'fixed', address: 'bounces@back.example.org' } });
  expect(spf(all)).toHaveLength(1);
  expect(spf(all)[0]).toMatch(/^back\.example\.org\. TXT/);
  expect(all).toContain('back.example.org. MX 10 <the host that takes your bounces>.');
});

test('relays beside own addresses are let send as well: SES by name, another by what only the user can look up', () => {
  const relays = ['email-smtp.eu-west-1.amazonaws.com', 'smtp.relay.test'].map((host, index) => ({
    kind: 'relay' as const,
    name: `relay-${'ab'[index]}`,
    host,
  }));
  expect(spf(lines(direct, { egresses: [...direct.egresses, ...relays] }))).toEqual([
    'bounce.example.com. TXT "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 ip4:192.0.2.3 include:amazonses.com ' +
      'include:<what smtp.relay.test asks for> -all"',
  ]);
});

test('behind a relay alone only DMARC is ours to say; one policy for an organization', () => {
  expect(lines(ses)).toEqual(['_dmarc.example.com. TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"']);
});
