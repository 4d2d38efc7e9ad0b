import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { defaultMaxMessageBytes } from '#infra/config/schema.ts';
import { functionMemoryMib } from '#infra/constructs/function-memory.ts';
import { readMemoryData } from '#infra/docs/memory-data.ts';
import { withMemoryTables } from '#infra/docs/memory-docs.ts';
import { parallelLargeMessages } from '#functions/deliver/parallel-large-messages.ts';
import { parallelFetches } from '#functions/submit/parallel-fetches.ts';

const page = await readFile(new URL('../../../docs/performance.md', import.meta.url), 'utf8');
const data = await readMemoryData();
const memoryOf = (name: string) => data.rows.find((row) => row.function === name)?.memoryMib;

test('the tables of memory in docs/performance.md are those of the data', () => {
  expect(page, 'run: npm run docs').toBe(withMemoryTables(page, data));
  for (const name of ['memory', 'memory targets']) {
    expect(page).toMatch(new RegExp(`<!-- ${name} -->\n\n\\| [^]*\n<!-- /${name} -->`));
  }
});

test('every function was measured, and none holds more than its target', () => {
  expect([...new Set(data.rows.map((row) => row.function))].toSorted()).toEqual([
    'deliver-bulk',
    'feedback',
    'submit',
    'watch',
  ]);
  expect(data.targets).toHaveLength(4);
  expect(data.targets.filter(({ holds }) => !holds)).toEqual([]);
});

test('what was measured had the memory that the stack gives now', () => {
  expect(memoryOf('deliver-bulk')).toBe(functionMemoryMib(data.maxMessageBytes, parallelLargeMessages, 1024));
  expect(memoryOf('submit')).toBe(functionMemoryMib(data.maxMessageBytes, parallelFetches, 512));
});

test('a smaller maxMessageBytes needs less memory, down to what the function is given anyway', () => {
  expect(functionMemoryMib(defaultMaxMessageBytes, 4, 1024)).toBe(1448);
  expect(functionMemoryMib(1024, 4, 1024)).toBe(1024);
});
