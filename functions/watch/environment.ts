import * as z from 'zod';
import { json } from '#shared/lambda/environment.ts';

/** Environment of the watch function: the contract with infra/constructs/watch.ts. */
export const watchEnvironmentSchema = z.object({
  /** What receivers see of this sender. */
  SENDER: json(
    z.strictObject({
      addresses: z.array(z.strictObject({ address: z.string(), ehloName: z.string() })),
      fromDomains: z.array(z.string()),
      returnDomains: z.array(z.string()),
      keys: z.array(z.strictObject({ domain: z.string(), selector: z.string() })),
    }),
  ),
});
export type WatchEnvironment = z.infer<typeof watchEnvironmentSchema>;
