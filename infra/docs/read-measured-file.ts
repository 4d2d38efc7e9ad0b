import { readFile } from 'node:fs/promises';

const folder = new URL('../../docs/measured/', import.meta.url);

/** What a bench wrote last into docs/measured: `deliver` is of `npm run bench:deliver`. `npm run bench` writes all of them anew. */
export async function readMeasuredFile(name: string): Promise<unknown> {
  return JSON.parse(await readFile(new URL(`${name}.json`, folder), 'utf8'));
}
