import { readFile, writeFile } from 'node:fs/promises';
import { withDeliverTables } from './deliver-docs.ts';
import { readDeliverData } from './read-deliver-data.ts';

/** Writes the tables of docs/performance.md anew from what was measured last; a test fails where they are stale. */
const page = new URL('../../docs/performance.md', import.meta.url);

await writeFile(page, withDeliverTables(await readFile(page, 'utf8'), await readDeliverData()));
