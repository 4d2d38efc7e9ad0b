import * as z from 'zod';

const namedSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z
        .object({
          QueueName: z.string().optional(),
          AlarmName: z.string().optional(),
          LogGroupName: z.string().optional(),
          Environment: z
            .object({ Variables: z.looseObject({ POWERTOOLS_SERVICE_NAME: z.string().optional() }) })
            .optional(),
        })
        .default({}),
    }),
  ),
});

/** Logical id → what a resource is called in every stage: `bulk-ready`, `deliver-bulk`; others by their id without its hash. */
export function resourceNames(template: unknown): ReadonlyMap<string, string> {
  const { Resources } = namedSchema.parse(template);
  return new Map(
    Object.entries(Resources).map(([id, { Properties }]) => [
      id,
      (Properties.QueueName ?? Properties.AlarmName)?.replace(/^[a-z]+-[a-z]+-/, '') ??
        Properties.LogGroupName?.replace(/^.*\//, '') ??
        Properties.Environment?.Variables.POWERTOOLS_SERVICE_NAME ??
        id.replace(/[0-9A-F]{8}$/, ''),
    ]),
  );
}
