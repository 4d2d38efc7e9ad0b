import { readFile } from 'node:fs/promises';
import type { Measured } from './bucket-docs.ts';
import { hotBucketSchema, simulatedSchema } from './measured.ts';

const folder = new URL('../../shared/bucket/measured/', import.meta.url);

/** What the benches wrote last into shared/bucket/measured; `npm run bench` writes it anew. */
export async function readMeasured(): Promise<Measured> {
  const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(new URL(name, folder), 'utf8'));
  return {
    converge: simulatedSchema.parse(await read('converge.json')),
    urgent: simulatedSchema.parse(await read('urgent.json')),
    hotBucket: hotBucketSchema.parse(await read('hot-bucket.json')),
  };
}
