import * as z from 'zod';
import { readMeasuredFile } from './read-measured-file.ts';

const count = z.number().nonnegative();

/** What a message comes to at one operation of one caller. */
const callsRow = z.object({
  /** `submit`, `deliver`, or `queues`: Lambda's polling, on our bill. */
  caller: z.string(),
  service: z.string(),
  operation: z.string(),
  /** The table, queue or topic. */
  resource: z.string(),
  calls: count,
  /** As AWS bills them: DynamoDB capacity units; SQS and SNS requests of 64 KB. */
  units: count,
  /** Messages or keys that the calls carried. */
  items: count,
});
export type CallsRow = z.infer<typeof callsRow>;

/** What one message, or one step more of its way, comes to, in what is billed. */
const unitsSchema = z.object({
  sqsCalls: count,
  sqsRequests: count,
  snsCalls: count,
  snsRequests: count,
  writeUnits: count,
  readUnits: count,
});
export type BilledUnits = z.infer<typeof unitsSchema>;

/** What `npm run bench:calls` writes with `--json`. All figures are per message. */
export const callsDataSchema = z.object({
  messages: z.int().positive(),
  messageBytes: z.int().positive(),
  batchSize: z.int().positive(),
  rows: z.array(callsRow),
  message: unitsSchema,
  /** One more round through the ready queue for our own limits. */
  pacedHop: unitsSchema,
  /** One more attempt, a receiver having pushed back the one before. */
  deferral: unitsSchema,
  /** By function: bytes that it logs, metrics included. */
  logBytes: z.record(z.string(), count),
  /** By function: GB-seconds, against a receiver on the same machine. */
  gbSeconds: z.record(z.string(), count),
  invocations: z.record(z.string(), count),
});
export type CallsData = z.infer<typeof callsDataSchema>;

/** What `npm run bench:calls -- --json docs/measured/calls.json` wrote last. */
export async function readCallsData(): Promise<CallsData> {
  return callsDataSchema.parse(await readMeasuredFile('calls'));
}
