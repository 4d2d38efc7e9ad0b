import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { withDeliverTables } from '#infra/docs/deliver-docs.ts';
import { readDeliverData } from '#infra/docs/read-deliver-data.ts';

const page = await readFile(new URL('../../../docs/performance.md', import.meta.url), 'utf8');
const data = await readDeliverData();

test('the tables of docs/performance.md are those of the data', () => {
  expect(page, 'run: npm run docs').toBe(withDeliverTables(page, data));
  for (const name of ['throughput', 'targets', 'owners', 'calls']) {
    expect(page).toMatch(new RegExp(`<!-- ${name} -->\n\n\\| [^]*\n<!-- /${name} -->`));
  }
});

test('every target was met, over enough rounds', () => {
  expect(data.targets.filter(({ holds }) => !holds)).toEqual([]);
  expect(data.targets).toHaveLength(3);
  expect(data.rounds).toBeGreaterThanOrEqual(5);
});

test('a missed target is shown as missed', () => {
  const missed = { name: 'CPU', limit: '≤ 1.15', figure: 1.2, holds: false };
  const table = withDeliverTables('<!-- targets -->\n<!-- /targets -->', { ...data, targets: [missed] });
  expect(table).toMatch(/\| CPU +\| ≤ 1\.15 \| \*\*1\.20\*\* +\|/);
});
