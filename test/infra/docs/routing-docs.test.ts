import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { withRoutingTable } from '#infra/docs/routing-docs.ts';

test('the table of docs/routing.md is that of the code', async () => {
  const page = await readFile(new URL('../../../docs/routing.md', import.meta.url), 'utf8');
  expect(page, 'run: node infra/docs/write-routing-docs.ts').toBe(withRoutingTable(page));
  expect(page).toMatch(/\| `null-mx` +\|/);
});
