import * as z from 'zod';
import { judgementSchema } from './measured.ts';

const rowSchema = z.object({
  variant: z.string(),
  connections: z.number(),
  messagesPerSecond: z.number(),
  /** Of the sender, a message. */
  cpuMs: z.number(),
  /** CPU to that of nodemailer with as many connections. */
  ratio: z.number(),
});
export type DeliverRow = z.infer<typeof rowSchema>;

/** What `npm run bench:deliver` writes with `--json`. */
export const deliverDataSchema = z.object({
  rounds: z.number(),
  /** In each run. */
  messages: z.number(),
  rows: z.array(rowSchema),
  /** AWS calls a message, by `service operation`. */
  calls: z.record(z.string(), z.number()),
  /** Milliseconds of CPU a message over 10 connections, shared out as a profile was, by whose code it is. */
  owners: z.array(z.object({ variant: z.string(), ms: z.record(z.string(), z.number()) })),
  classifyUs: z.number(),
  targets: z.array(judgementSchema),
});
export type DeliverData = z.infer<typeof deliverDataSchema>;
