import { readFile, writeFile } from 'node:fs/promises';
import { withAttentionExample } from './attention-docs.ts';

/** Writes the example of docs/attention.md anew; a test fails where it is stale. */
const page = new URL('../../docs/attention.md', import.meta.url);

await writeFile(page, withAttentionExample(await readFile(page, 'utf8')));
