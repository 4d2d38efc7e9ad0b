import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { withReplyTables } from '#infra/docs/replies-docs.ts';

test('the tables of docs/replies.md are those of the code', async () => {
  const page = await readFile(new URL('../../../docs/replies.md', import.meta.url), 'utf8');
  expect(page, 'run: node infra/docs/write-replies-docs.ts').toBe(withReplyTables(page));
  expect(page).toMatch(/\| gmail +\|/);
  expect(page).toMatch(/\| too-many-connections +\|/);
});
