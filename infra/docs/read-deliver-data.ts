import { type DeliverData, deliverDataSchema } from './deliver-data.ts';
import { readMeasuredFile } from './read-measured-file.ts';

/** What `npm run bench:deliver -- --json docs/measured/deliver.json` wrote last. */
export async function readDeliverData(): Promise<DeliverData> {
  return deliverDataSchema.parse(await readMeasuredFile('deliver'));
}
