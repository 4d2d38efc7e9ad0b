import * as z from 'zod';
import { json } from '#shared/lambda/environment.ts';
import { returnPathSchema } from '#shared/mail/return-path.ts';
import { suppressionPolicySchema } from '#shared/mail/suppression.ts';

/** Environment of the feedback function: the contract with infra/constructs/feedback.ts. */
export const feedbackEnvironmentSchema = z.object({
  REFUSED_QUEUE_URL: z.string(),
  LEDGER_TABLE: z.string(),
  SUPPRESSION_TABLE: z.string(),
  SUPPRESSION: json(suppressionPolicySchema),
  EVENTS_TOPIC_ARN: z.string(),
  /** Whose HMACs prove a delivery; null or `fixed`: none does. */
  RETURN_PATH: json(returnPathSchema.nullable()),
  /** Where mail may lie that was received: `bucket/prefix`. */
  FEEDBACK_SOURCES: json(z.array(z.string())),
});
export type FeedbackEnvironment = z.infer<typeof feedbackEnvironmentSchema>;
