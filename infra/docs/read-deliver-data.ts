import { readFile } from 'node:fs/promises';
import { type DeliverData, deliverDataSchema } from './deliver-data.ts';

/** What `npm run bench:deliver -- --json docs/measured/deliver.json` wrote last. */
export async function readDeliverData(): Promise<DeliverData> {
  const file = new URL('../../docs/measured/deliver.json', import.meta.url);
  return deliverDataSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}
