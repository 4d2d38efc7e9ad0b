import * as z from 'zod';
import { limitTableSchema } from '#shared/bucket/limits.ts';
import { json } from '#shared/lambda/environment.ts';
import { returnPathSchema } from '#shared/mail/return-path.ts';
import { egressSchema, routesSchema } from '#shared/routing/egress.ts';

/** Environment of the submit function: the contract with infra/constructs/submit.ts. */
export const submitEnvironmentSchema = z.object({
  /** Lane name → its ready queue, egress and give-up time, and whether its mail must be easy to leave. */
  LANES: json(
    z.record(
      z.string(),
      z.strictObject({
        readyQueueUrl: z.string(),
        egress: z.string(),
        giveUpAfterMs: z.int().positive(),
        requireUnsubscribe: z.boolean().default(false),
      }),
    ),
  ),
  /** The lane of a submission that names no stream. */
  DEFAULT_LANE: z.string(),
  REFUSED_QUEUE_URL: z.string(),
  /** Whether an accepted delivery is an event too, or its outcomes alone are. */
  ACCEPTED_EVENTS: json(z.boolean()),
  MANIFEST_TABLE: z.string(),
  LEDGER_TABLE: z.string(),
  SUPPRESSION_TABLE: z.string(),
  CONTENT_BUCKET: z.string(),
  EVENTS_TOPIC_ARN: z.string(),
  /** Who may send as whom: SQS SenderId (exact, or a prefix ending in `*`) → From-domains (exact, `*.example.com`, or `*`). */
  SENDERS: json(z.array(z.strictObject({ senderId: z.string(), domains: z.array(z.string()).min(1) }))),
  /** Where `s3://` content may come from: `bucket/prefix`. */
  CONTENT_SOURCES: json(z.array(z.string())),
  /** Manifests live this long: as long as the ledger's records after their last write. */
  LEDGER_TTL_DAYS: z.coerce.number().int().positive(),
  MAX_MESSAGE_BYTES: z.coerce.number().int().positive(),
  EGRESSES: json(z.array(egressSchema)),
  ROUTES: json(routesSchema),
  LIMITS: json(limitTableSchema),
  /** With one of these each From-domain must align; empty: none need be signed. */
  SIGNING_DOMAINS: json(z.array(z.string())).default([]),
  /** MAIL FROM of mail that names none; null: its author. */
  RETURN_PATH: json(returnPathSchema.nullable()).default(null),
});
export type SubmitEnvironment = z.infer<typeof submitEnvironmentSchema>;
