import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

/** What CloudWatch would have of a local run, a value for each second. */
const recordingSchema = z.object({
  /** Deliveries that came to an end, and the bytes that the functions logged meanwhile. */
  deliveries: z.number(),
  loggedBytes: z.number(),
  /** What receivers replied: the answer of the saved query `which-reply`. */
  replies: z.array(z.record(z.string(), z.string())),
  /** By `seriesKey`. */
  series: z.record(z.string(), z.array(z.number().nullable())),
});
export type Recording = z.infer<typeof recordingSchema>;

const file = new URL('local-run.json', import.meta.url);

/** The run that was recorded last; `npm run docs:record` records one. */
export function readRecording(): Recording {
  return recordingSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

export function writeRecording({ series, ...rest }: Recording): void {
  const sorted = Object.fromEntries(Object.entries(series).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify({ ...rest, series: sorted }, null, 2)}\n`);
}

/** The same for a stage and the local run: resources by what they are called in both, own metrics by the namespace `Sluice`. */
export function seriesKey(
  {
    namespace,
    name,
    dimensions,
  }: { readonly namespace: string; readonly name: string; readonly dimensions: Readonly<Record<string, string>> },
  statistic: string,
): string {
  const places = Object.entries(dimensions).map(([dimension, value]) => `${dimension}=${value}`);
  return [namespace, name, ...places, statistic].join(' ');
}
