import { readFile, writeFile } from 'node:fs/promises';
import { withReplyTables } from './replies-docs.ts';

/** Writes the tables of docs/replies.md anew; a test fails where they are stale. */
const page = new URL('../../docs/replies.md', import.meta.url);

await writeFile(page, withReplyTables(await readFile(page, 'utf8')));
