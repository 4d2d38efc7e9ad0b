import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSpfEvaluator } from '#shared/adapters/spf.ts';
import { formatFindings, formatRecord } from '#infra/cli/format-findings.ts';
import { run } from './run.ts';

/** A name server that nobody runs: loopback, a port that is closed. */
const nobody = ['--server', '127.0.0.1:1'];

test('what DNS does not say is unknown, and no fault', async () => {
  const args = ['dns', 'example.com', '--config', 'infra/examples/direct.ts', '--address'];
  const { code, out } = await run([...args, '203.0.113.7,203.0.113.8,203.0.113.9', ...nobody]);
  // Nothing at all could be looked at.
  expect(code).toBe(2);
  expect(out).toMatch(/^203\.0\.113\.7\n {2}\? {7}PTR/);
  expect(out).toMatch(/\nexample\.com\n {2}\? {7}SPF {4}no answer: DNS: /);
  expect(out).not.toMatch(/FAULT/);
});

test('takes the addresses of the egresses from what is deployed', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'sluice-dns-'));
  const file = join(dir, 'outputs.json');
  const named = { LedgerTable: 'l', ManifestTable: 'm', SubmitQueueUrl: 'http://127.0.0.1:1/0/submit' };
  writeFileSync(file, JSON.stringify({ Sluice: { ...named, DnsAMain: 'mta1.example.com. A 203.0.113.7' } }));
  const where = ['--resources', file, ...nobody];
  expect((await run(['dns', '--config', 'infra/examples/direct.ts', ...where])).out).toContain('203.0.113.7\n');
  // The shipped configuration sends by a relay: whatever is deployed, no address of ours is seen.
  expect((await run(['dns', 'example.com', ...where])).out).not.toContain('203.0.113.7');
  rmSync(dir, { recursive: true });
});

test('names the egresses whose address is known after the deploy, and takes one that the configuration states', async () => {
  const { out, err } = await run(['dns', '--config', 'infra/examples/direct.ts', ...nobody]);
  for (const ehloName of ['mta1.example.com', 'mta2.example.com']) {
    expect(out).toContain(`${ehloName}\n  ?       PTR    the address is known after the deploy: `);
  }
  expect(out).toMatch(/^203\.0\.113\.9\n {2}\? {7}PTR {4}no answer/m);
  expect(err).toMatch(/an address is not known: give --resources .*, or --address/);
});

test('tells each finding as JSON', async () => {
  const { out } = await run(['dns', 'example.com', '--json', ...nobody]);
  const findings = out
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(findings).toContainEqual(expect.objectContaining({ check: 'DMARC', about: 'example.com', state: 'unknown' }));
});

test.each([
  [['dns', 'Example.COM'], /"Example.COM" is no domain/],
  [['dns', '--server', 'ns.example.com'], /--server takes an address/],
  [['dns', '--address', 'mail.example.com'], /--address takes IPv4 addresses/],
  [['dns', '--address', '203.0.113.7'], /there are 0 egresses of kind "mx"/],
  [['dns', '--stage', 'moon'], /no stage "moon"/],
  [['dns', '--config', 'moon.ts'], /moon.ts: cannot be read/],
])('refuses %j', async (args, message) => {
  expect(await run(args)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(message) });
});

test.each([
  ['v=spf1 ip4:203.0.113.7 -all', 'pass'],
  ['v=spf1 include:other.example -all', 'fail'],
  ['v=spf1 ipv4:203.0.113.7 -all', 'permerror'],
])('evaluates %s as %s', async (record, result) => {
  const missing = () => Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' }));
  const resolve = (name: string, type: string) => {
    if (type !== 'TXT') return missing();
    if (name === 'example.com') return Promise.resolve([[record]]);
    return name === 'other.example' ? Promise.resolve([['v=spf1 ip4:198.51.100.0/24 -all']]) : missing();
  };
  const evaluate = createSpfEvaluator({ resolve } as Parameters<typeof createSpfEvaluator>[0]);
  expect(await evaluate('203.0.113.7', 'example.com')).toMatchObject({ result });
});

test('prints a record as a zone file has it, in strings of 255', () => {
  const record = { name: 's1._domainkey.example.com', type: 'TXT', value: `v=DKIM1; p=${'A'.repeat(300)}` } as const;
  expect(formatRecord(record)).toBe(
    `s1._domainkey.example.com. TXT "v=DKIM1; p=${'A'.repeat(244)}" "${'A'.repeat(56)}"`,
  );
  const finding = { check: 'PTR', about: '203.0.113.7', state: 'fault', says: 'the address has no name' } as const;
  const publish = { name: '7.113.0.203.in-addr.arpa', type: 'PTR', value: 'mail.example.com' } as const;
  expect(formatFindings([{ ...finding, publish }])).toBe(
    [
      '203.0.113.7',
      '  FAULT   PTR    the address has no name',
      '                 publish: 7.113.0.203.in-addr.arpa. PTR mail.example.com.',
      '',
    ].join('\n'),
  );
});
