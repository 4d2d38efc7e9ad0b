import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { submissionJsonSchema, withTables } from '#infra/docs/submission-docs.ts';
import { parseSubmission } from '#shared/mail/parse-submission.ts';
import { submissionSchema } from '#shared/mail/submission.ts';

const docs = (name: string) => readFile(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
const toWrite = 'run: node infra/docs/write-submission-docs.ts';

test('docs/submission.schema.json is that of the code', async () => {
  expect(await docs('submission.schema.json'), toWrite).toBe(submissionJsonSchema());
});

test('the tables of docs/submission.md are those of the code', async () => {
  const page = await docs('submission.md');
  expect(page, toWrite).toBe(withTables(page));
  expect(page).toMatch(/\| `expiresAt` +\|/);
});

test('every field has a description and an example that its own schema takes', () => {
  for (const [name, field] of Object.entries(submissionSchema.shape)) {
    const { description = '', examples } = field.meta() ?? {};
    const [example] = Object.values(examples ?? {});
    expect(description, name).toMatch(/\.$/);
    expect(field.safeParse(example).error, name).toBeUndefined();
    expect(example, name).toBeDefined();
  }
});

test('every submission shown in docs/submission.md is accepted', async () => {
  const shown = [...(await docs('submission.md')).matchAll(/```json\n([^]*?)```/g)].map(([, json = '']) => json);
  expect(shown.length).toBeGreaterThanOrEqual(3);
  for (const body of shown)
    expect(parseSubmission(body, Date.parse('2026-11-23T12:00:00Z'))).toMatchObject({ kind: 'parsed' });
});
