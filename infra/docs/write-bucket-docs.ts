import { readFile, writeFile } from 'node:fs/promises';
import { withMeasurements } from './bucket-docs.ts';
import { readMeasured } from './read-measured.ts';

/** Writes the tables of shared/bucket/README.md anew from what was measured last; a test fails where they are stale. */
const page = new URL('../../shared/bucket/README.md', import.meta.url);

await writeFile(page, withMeasurements(await readFile(page, 'utf8'), await readMeasured()));
