import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readLoadData } from '#infra/docs/load-data.ts';
import { withLoadTables } from '#infra/docs/load-docs.ts';

const page = await readFile(new URL('../../../docs/performance.md', import.meta.url), 'utf8');
const data = await readLoadData();

test('the tables of cold starts in docs/performance.md are those of the data', () => {
  expect(page, 'run: npm run docs').toBe(withLoadTables(page, data));
  for (const name of ['load', 'load targets']) {
    expect(page).toMatch(new RegExp(`<!-- ${name} -->\n\n\\| [^]*\n<!-- /${name} -->`));
  }
});

test('every function was measured, in enough processes, and every target was met', () => {
  expect(data.rows.map((row) => row.function).toSorted()).toEqual(['deliver', 'feedback', 'submit', 'watch']);
  expect(data.processes).toBeGreaterThanOrEqual(31);
  expect(data.targets).toHaveLength(2);
  expect(data.targets.filter(({ holds }) => !holds)).toEqual([]);
});
