import * as z from 'zod';
import { judgementSchema } from './measured.ts';
import { readMeasuredFile } from './read-measured-file.ts';

const rowSchema = z.object({
  /** As in POWERTOOLS_SERVICE_NAME. */
  function: z.string(),
  /** What it was given to do. */
  load: z.string(),
  /** The most that its process held, after this load and those before it, MiB: Linux's VmHWM. */
  peakMib: z.number().positive(),
  /** What the template gives the function, MiB. */
  memoryMib: z.int().positive(),
});

/** What `npm run bench:memory` writes with `--json`. */
export const memoryDataSchema = z.object({
  /** Node.js and the processors that it ran on. */
  machine: z.string(),
  maxMessageBytes: z.int().positive(),
  rows: z.array(rowSchema),
  targets: z.array(judgementSchema),
});
export type MemoryData = z.infer<typeof memoryDataSchema>;

/** What `npm run bench:memory -- --json docs/measured/memory.json` wrote last. */
export async function readMemoryData(): Promise<MemoryData> {
  return memoryDataSchema.parse(await readMeasuredFile('memory'));
}
