import * as z from 'zod';

/** A figure that was measured; null: never reached, or nothing to be measured. */
const figure = z.number().nullable();

export const judgementSchema = z.object({
  name: z.string(),
  /** `≤ 0.5`: what the figure is to be. */
  limit: z.string(),
  figure,
  holds: z.boolean(),
});
/** A figure beside what it is to be. */
export type Judgement = z.infer<typeof judgementSchema>;

const simulatedRow = z.object({
  receiver: z.string(),
  handlers: z.number(),
  /** By name: the mean over the seeds, or the worst where only the worst counts. */
  figures: z.record(z.string(), figure),
  /** By name: one for each seed, the first seed first. */
  seeds: z.record(z.string(), z.array(figure)),
  targets: z.array(judgementSchema),
});
/** One receiver met by so many handlers in virtual time. */
export type SimulatedRow = z.infer<typeof simulatedRow>;

const hotBucketRow = z.object({
  method: z.string(),
  acquirers: z.number(),
  figures: z.record(z.string(), figure),
  targets: z.array(judgementSchema),
});
/** One bucket asked by so many acquirers at once. */
export type HotBucketRow = z.infer<typeof hotBucketRow>;

/** What `npm run bench:converge` and `npm run bench:urgent` write with `--json`. */
export const simulatedSchema = z.array(simulatedRow);

/** What `npm run bench:bucket` writes with `--json`. `item`: the item with 20 slots taken. */
export const hotBucketSchema = z.object({ rows: z.array(hotBucketRow), item: judgementSchema });
export type HotBucketData = z.infer<typeof hotBucketSchema>;
