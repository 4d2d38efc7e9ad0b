import { readFile, writeFile } from 'node:fs/promises';
import { withRoutingTable } from './routing-docs.ts';

/** Writes the table of docs/routing.md anew; a test fails where it is stale. */
const page = new URL('../../docs/routing.md', import.meta.url);

await writeFile(page, withRoutingTable(await readFile(page, 'utf8')));
