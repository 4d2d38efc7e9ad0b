import * as z from 'zod';

const documentSchema = z.looseObject({
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.object({ Dimensions: z.array(z.array(z.string())), Metrics: z.array(z.object({ Name: z.string() })) }),
    ),
  }),
});

export interface Measurement {
  readonly atMs: number;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

/** What CloudWatch makes of a line of a function's log: the metrics of a document in the embedded metric format, or none. */
export function readEmf(line: string): Measurement[] {
  if (!line.startsWith('{"_aws"')) return [];
  const document = documentSchema.parse(JSON.parse(line));
  const { Timestamp: atMs, CloudWatchMetrics } = document._aws;
  return CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name: name }) => ({
        atMs,
        name,
        dimensions: Object.fromEntries(names.map((dimension) => [dimension, String(document[dimension])])),
        values: z.union([z.number().transform((value) => [value]), z.array(z.number())]).parse(document[name]),
      })),
    ),
  );
}
