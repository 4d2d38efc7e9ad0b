import { expect, test } from 'vitest';
import { config } from '#infra/config.ts';
import { synthesise } from '../support/synthesise.ts';

const recordsFor = (domains: string[]) => {
  const { outputs } = synthesise({ stage: 'prod', config: { ...config, senders: [{ senderId: '*', domains }] } });
  return Object.fromEntries(Object.entries(outputs).filter(([name]) => name.startsWith('Dns')));
};

test('names of outputs tell domains apart that differ in dots and hyphens only', () => {
  expect(Object.keys(recordsFor(['a-b.com', 'a.b.com', 'ab.com']))).toEqual([
    'DnsDmarcADashBDotCom',
    'DnsDmarcBDotCom',
    'DnsDmarcAbDotCom',
  ]);
});

test('more records than a stack has outputs for are told in one', () => {
  const domains = Array.from({ length: 101 }, (_, n) => `a${n}.com`);
  expect(recordsFor(domains)).toEqual({
    DnsRecords: '101 records, too many to be outputs: npm run sluice -- dns',
  });
  expect(Object.keys(recordsFor(domains.slice(1)))).toHaveLength(100);
});
