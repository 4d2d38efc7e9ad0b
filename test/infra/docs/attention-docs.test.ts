import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { withAttentionExample } from '#infra/docs/attention-docs.ts';
import { attentionKinds } from '#shared/attention/attention.ts';

const page = await readFile(new URL('../../../docs/attention.md', import.meta.url), 'utf8');

test('the event of docs/attention.md is one that the code makes', () => {
  expect(page, 'run: node infra/docs/write-attention-docs.ts').toBe(withAttentionExample(page));
});

test('docs/attention.md tells of each kind, and of each field of the event', () => {
  for (const kind of attentionKinds) expect(page).toMatch(new RegExp(`^\\| \`${kind}\` `, 'm'));
  const { attention } = JSON.parse(/```json\n(\{\n  "eventType"[^]*?)\n```/.exec(page)?.[1] ?? '');
  const told = page.slice(page.indexOf('<!-- /event -->'));
  const missing = Object.keys(attention).filter(
    (field) => !told.includes(`\`${field}\``) && !['timestamp', 'firstAt', 'lastAt'].includes(field),
  );
  expect(missing).toEqual([]);
});
