import { readFile, writeFile } from 'node:fs/promises';
import { withDeliverTables } from './deliver-docs.ts';
import { readLoadData } from './load-data.ts';
import { withLoadTables } from './load-docs.ts';
import { readMemoryData } from './memory-data.ts';
import { withMemoryTables } from './memory-docs.ts';
import { readDeliverData } from './read-deliver-data.ts';

/** Writes the tables of docs/performance.md anew from what was measured last; a test fails where they are stale. */
const page = new URL('../../docs/performance.md', import.meta.url);

const withDeliver = withDeliverTables(await readFile(page, 'utf8'), await readDeliverData());
const withLoad = withLoadTables(withDeliver, await readLoadData());
await writeFile(page, withMemoryTables(withLoad, await readMemoryData()));
