import * as z from 'zod';
import { limitTableSchema } from '#shared/bucket/limits.ts';
import { json } from '#shared/lambda/environment.ts';
import { dkimConfigSchema } from '#shared/adapters/dkim-keys.ts';
import { suppressionPolicySchema } from '#shared/mail/suppression.ts';
import { retryScheduleSchema } from '#shared/retry/schedule.ts';
import { egressSchema, routesSchema } from '#shared/routing/egress.ts';
import { tlsPolicySchema } from '#shared/routing/tls-policy.ts';

/** Environment of a lane's deliver function: the contract with infra/constructs/lane.ts. */
export const deliverEnvironmentSchema = z.object({
  LANE: z.string(),
  READY_QUEUE_URL: z.string(),
  RETRY_QUEUE_URL: z.string(),
  LEDGER_TABLE: z.string(),
  BUCKET_TABLE: z.string(),
  CONTENT_BUCKET: z.string(),
  EVENTS_TOPIC_ARN: z.string(),
  EGRESS: json(egressSchema),
  ROUTES: json(routesSchema),
  LIMITS: json(limitTableSchema),
  RETRY_SCHEDULE: json(retryScheduleSchema),
  /** What to do with a delivery in doubt. */
  DOUBT_POLICY: z.enum(['resend', 'hold']),
  /** How the lane's mail stands to that of other lanes at a site. */
  URGENCY: z.enum(['urgent', 'yields', 'none']),
  /** How the lane's mail travels to MX hosts. */
  TLS: tlsPolicySchema,
  /** No DATA is started with less of the invocation left: 0.4 × the function's time-out. */
  DATA_RESERVE_MS: z.coerce.number().int().positive(),
  /** A slot outlives its invocation by this long: the time a receiver may still count a dead connection. */
  DEAD_CONNECTION_MS: z.coerce.number().int().nonnegative(),
  /** ε: the largest clock error between senders. */
  CLOCK_ERROR_MS: z.coerce.number().int().nonnegative(),
  /** SMTP sessions open at once in one invocation. */
  MAX_SESSIONS: z.coerce.number().int().positive(),
  /** Ledger records live this long after their last write. */
  LEDGER_TTL_DAYS: z.coerce.number().int().positive(),
  /** The domains that sign, their selectors and the secrets that hold their keys. */
  DKIM: json(dkimConfigSchema).default([]),
  /** The sender's part of Feedback-ID; empty: no such header. */
  FEEDBACK_SENDER: z.string().default(''),
  SUPPRESSION_TABLE: z.string(),
  SUPPRESSION: json(suppressionPolicySchema).default({ hardBounces: 'global' }),
});
export type DeliverEnvironment = z.infer<typeof deliverEnvironmentSchema>;
