import * as z from 'zod';
import { judgementSchema } from './measured.ts';
import { readMeasuredFile } from './read-measured-file.ts';

const rowSchema = z.object({
  function: z.string(),
  bundleBytes: z.int().positive(),
  /** Of the processes: the fastest, the middle one and the slowest. */
  fastestMs: z.number(),
  medianMs: z.number(),
  slowestMs: z.number(),
  /** The median; of all threads, the compiler's and the collector's too. It tells on a busy machine what the other time does not. */
  cpuMs: z.number(),
});

/** What `npm run bench:load` writes with `--json`. */
export const loadDataSchema = z.object({
  /** Node.js and the processors that it ran on. */
  machine: z.string(),
  /** Processes for each function. */
  processes: z.int().positive(),
  rows: z.array(rowSchema),
  targets: z.array(judgementSchema),
});
export type LoadData = z.infer<typeof loadDataSchema>;

/** What `npm run bench:load -- --json docs/measured/load.json` wrote last. */
export async function readLoadData(): Promise<LoadData> {
  return loadDataSchema.parse(await readMeasuredFile('load'));
}
