import type { Measured } from './bucket-docs.ts';
import { hotBucketSchema, simulatedSchema } from './measured.ts';
import { readMeasuredFile } from './read-measured-file.ts';

/** What the benches of the bucket wrote last. */
export async function readMeasured(): Promise<Measured> {
  return {
    converge: simulatedSchema.parse(await readMeasuredFile('converge')),
    urgent: simulatedSchema.parse(await readMeasuredFile('urgent')),
    hotBucket: hotBucketSchema.parse(await readMeasuredFile('hot-bucket')),
  };
}
