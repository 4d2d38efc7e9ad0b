import { readFile, writeFile } from 'node:fs/promises';
import { submissionJsonSchema, withTables } from './submission-docs.ts';

/** Writes docs/submission.schema.json and the tables of docs/submission.md anew; a test fails where they are stale. */
const docs = new URL('../../docs/', import.meta.url);
const page = new URL('submission.md', docs);

await writeFile(new URL('submission.schema.json', docs), submissionJsonSchema());
await writeFile(page, withTables(await readFile(page, 'utf8')));
