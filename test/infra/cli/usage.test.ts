import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './run.ts';

const dir = mkdtempSync(join(tmpdir(), 'sluice-cli-'));
const file = (name: string, content: string): string => {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
};
const outputs = { LedgerTable: 'ledger', ManifestTable: 'manifest', SubmitQueueUrl: 'http://127.0.0.1:1/0/submit' };
const files = { notJson: '', noStack: '', two: '', half: '', badPlace: '', unreachable: '' };

beforeAll(() => {
  files.notJson = file('not.json', 'LedgerTable=x');
  files.noStack = file('none.json', '{"Website": {"Url": "https://example.com"}}');
  files.two = file('two.json', JSON.stringify({ Blue: outputs, Green: outputs }));
  files.half = file('half.json', '{"Blue": {"LedgerTable": "ledger"}}');
  files.badPlace = file('place.json', JSON.stringify({ Blue: outputs, environment: { AWS_REGION: 'x' } }));
  files.unreachable = file(
    'unreachable.json',
    JSON.stringify({
      Blue: outputs,
      environment: {
        AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'x',
        AWS_SECRET_ACCESS_KEY: 'x',
      },
    }),
  );
});
afterAll(() => rmSync(dir, { recursive: true }));

const id = 'AAAAAAAAAAAAAAAAAAAAAA';

describe('what was asked wrongly is one clear line and exit code 2', () => {
  it.each<[string, () => string[], RegExp]>([
    ['an unknown command', () => ['adit'], /there is no command "adit".*--help/],
    ['an unknown option', () => ['audit', '--fast'], /unknown option '--fast'.*sluice audit --help/],
    ['an option without its value', () => ['audit', '--days'], /option '--days <value>' argument missing/],
    ['a word too many', () => ['audit', 'now'], /audit takes no "now"/],
    ['no resources', () => ['audit'], /which pipeline\?.*--resources FILE.*SLUICE_OUTPUTS/],
    [
      'a file that is not there',
      () => ['audit', '--resources', join(dir, 'absent')],
      /cannot read .*absent \(ENOENT\)/,
    ],
    ['a file that is not JSON', () => ['audit', '--resources', files.notJson], /not a JSON object/],
    [
      'a file without a pipeline',
      () => ['audit', '--resources', files.noStack],
      /no stack with the output LedgerTable/,
    ],
    ['a file with two pipelines', () => ['audit', '--resources', files.two], /choose: --stack Blue \| Green/],
    [
      'a stack that is not in the file',
      () => ['audit', '--resources', files.two, '--stack', 'Red'],
      /no stack Red, only Blue, Green/,
    ],
    [
      'a stack without its outputs',
      () => ['audit', '--resources', files.half],
      /lacks the outputs ManifestTable, SubmitQueueUrl/,
    ],
    [
      'a place half named',
      () => ['audit', '--resources', files.badPlace],
      /"environment" is not as a local run writes it/,
    ],
    ['an AWS that does not answer', () => ['explain', id, '--resources', files.unreachable], /ECONNREFUSED/],
    ['days that are no number', () => ['audit', '--days', 'two'], /--days takes a number of days.*"two"/],
    ['days and from', () => ['audit', '--days', '2', '--from', '2026-11-23T00:00:00Z'], /not both/],
    ['a time without a zone', () => ['audit', '--from', '2026-11-23T00:00:00'], /--from takes a time with its zone/],
    [
      'an end before the start',
      () => ['audit', '--from', '2026-11-23', '--to', '2026-11-22'],
      /--from is later than --to/,
    ],
    ['a wait that is no number', () => ['audit', '--confirm', '1m'], /--confirm takes seconds/],
    ['no id', () => ['explain'], /explain takes one delivery id/],
    ['two ids', () => ['explain', id, id], /explain takes one delivery id/],
    ['what is not an id', () => ['explain', 'ada@receiver.test'], /"ada@receiver.test" is not a delivery id/],
  ])('%s', async (_what, args, message) => {
    const { code, out, err } = await run(args());
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(message);
    expect(err).toMatch(/^sluice: [^\n]+\n$/);
  });

  it('and no command at all shows the commands', async () => {
    const { code, out } = await run([]);
    expect(code).toBe(2);
    expect(out).toMatch(/audit {2}.*\n {2}explain/);
  });
});

describe('help', () => {
  it('lists the commands', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/audit {2}.*\n {2}explain/);
  });

  it('of a command documents its options and exit codes, whatever else is wrong', async () => {
    const { code, out } = await run(['audit', '--nonsense', '--help']);
    expect(code).toBe(0);
    for (const text of [
      '--resources FILE',
      '--stack',
      '--days N',
      '--from',
      '--to',
      '--json FILE',
      '--confirm',
      '3 still draining',
    ]) {
      expect(out).toContain(text);
    }
  });

  it('of each command begins a sentence, or a table, after a blank line', async () => {
    const { out: overview } = await run(['--help']);
    const names = [...overview.matchAll(/^ {2}(\w+) {2}/gm)].map(([, name = '']) => name);
    expect(names).toContain('classify');
    for (const name of names) {
      const [, , , ...notes] = (await run([name, '--help'])).out.trim().split('\n\n');
      for (const note of notes) expect(note, name).toMatch(/^([A-Z]|\S+( \S+)? {2})/);
    }
  });
});
