import * as z from 'zod';
import { limitTableSchema } from '#shared/bucket/limits.ts';
import { normaliseDomain } from '#shared/mail/domain.ts';
import { defaultRetrySchedule, retryScheduleSchema } from '#shared/retry/schedule.ts';
import { routesSchema } from '#shared/routing/egress.ts';
import { tlsPolicySchema } from '#shared/routing/tls-policy.ts';
import { egressConfigSchema } from './egress-schema.ts';
import { mailConfigShape } from './mail-schema.ts';
import { nameSchema } from './name-schema.ts';
import { maximumVisibilityTimeoutSeconds, queueRetentionDays, visibilityTimeoutSeconds } from '../constructs/timing.ts';

const dayMs = 86_400_000;

/** What keys of the bucket table may begin with in an egress's place. */
const reservedNames = ['limits', 'hold'];

/** What most receivers take (Gmail: 25 MB). */
export const defaultMaxMessageBytes = 25_000_000;

const mappingSchema = z.strictObject({
  /** Messages to an invocation (AWS::Lambda::EventSourceMapping allows 10,000); more than 10 need a window. */
  batchSize: z.int().min(1).max(10_000),
  /** How long Lambda may gather a batch. */
  batchingWindowSeconds: z.int().min(0).max(300),
});

const laneSchema = mappingSchema.extend({
  /** The name of the egress that this lane's mail leaves by. */
  egress: z.string('name one of the egresses'),
  /** Mail of this lane goes before that of the egress's other lanes at each site. */
  urgent: z.boolean().default(false),
  /** Invocations at once over the ready and the retry queue; Lambda's smallest number is 2 for each of them. */
  maximumConcurrency: z
    .int()
    .min(4, 'use at least 4: Lambda allows no less than 2 for each of the two queues')
    .max(1000),
  retry: retryScheduleSchema.default(defaultRetrySchedule),
  /** What becomes of a delivery that may or may not have been accepted: sent again, or held for a human. */
  doubtPolicy: z.enum(['resend', 'hold']).default('resend'),
  /** Of mail that an `mx` egress sends: `required` and `verified` mail waits for a host that encrypts, and never travels in clear. */
  tls: tlsPolicySchema.default('opportunistic'),
  /** SMTP sessions open at once in one invocation. */
  maxSessions: z.int().min(1).max(50).default(10),
  /**
   * The alarm `mail-late`: half of the mail that was not tried yet has waited longer than this. Left out: 15 minutes for an
   * urgent lane, a day for any other, whose mail waits for the receivers' limits.
   */
  lateAfterMinutes: z.int().min(1).max(10_080, 'use at most a week').optional(),
  /** Mail that cannot be left with one click (RFC 8058) is refused. */
  requireUnsubscribe: z.boolean().default(false),
});

function isDomainPattern(pattern: string): boolean {
  if (pattern === '*') return true;
  const domain = pattern.startsWith('*.') ? pattern.slice(2) : pattern;
  return normaliseDomain(domain) === domain;
}

const senderSchema = z.strictObject({
  /** As SQS reports it: "AROA…:session" for a role, "AIDA…" for a user; a final `*` matches the rest. */
  senderId: z
    .string()
    .regex(
      /^(\*|AROA\w+:.+|(?!AROA|arn:).+)$/,
      'give what SQS reports, not an ARN: "AROA…:*" for a role (its RoleId), "AIDA…" for a user; yours is printed by ' +
        '`aws sts get-caller-identity --query UserId`',
    ),
  /** "example.com", "*.example.com", or "*". */
  domains: z
    .array(
      z.string().refine(isDomainPattern, 'write "example.com" (lower case, A-labels), "*.example.com", or "*" for all'),
    )
    .min(1, 'name at least one From-domain, such as "example.com"'),
});

const sourcesSchema = z
  .array(
    z
      .string()
      .regex(
        /^[a-z0-9][a-z0-9.-]{2,62}\/[^*?]*[^*?/]\/$/,
        'write "bucket/prefix/": without "s3://" or wildcards, with the last slash',
      ),
  )
  .default([]);

/** What a user states in infra/config.ts, for one stage. */
export const pipelineConfigSchema = z
  .strictObject({
    /** T: visibility time-outs and the reserve for a running DATA derive from it. Lambda's limits are 1 and 900 s. */
    functionTimeoutSeconds: z.int().min(5).max(900).default(300),
    egresses: z.array(egressConfigSchema).min(1, 'name at least one egress'),
    lanes: z.record(nameSchema, laneSchema, 'name at least one lane'),
    /** Of the `mx` egresses. Interface endpoints of SQS, SNS and Secrets Manager pay from hundreds of millions of messages a month (docs/deploy.md). */
    network: z.strictObject({ interfaceEndpoints: z.boolean().default(false) }).default({ interfaceEndpoints: false }),
    /** The lane of a submission that names no stream. */
    defaultLane: z.string('name one of the lanes'),
    submit: mappingSchema
      .extend({ maximumConcurrency: z.int().min(2, 'use at least 2, the smallest that Lambda allows').max(1000) })
      .default({ batchSize: 100, batchingWindowSeconds: 1, maximumConcurrency: 20 }),
    senders: z.array(senderSchema),
    ...mailConfigShape,
    /** Whether each accepted delivery is an event as well (SES's `Send`). Its outcomes always are; half of all events would be these. */
    acceptedEvents: z.boolean().default(false),
    limits: limitTableSchema.default({}),
    /** A transport map; for stage local only. */
    routes: routesSchema.default({}),
    /** Where `s3://` content may come from. */
    contentSources: sourcesSchema,
    /** Where mail to bounce and complaint addresses may lie (docs/feedback.md). */
    feedbackSources: sourcesSchema,
    /** The memory of the functions follows from it (constructs/function-memory.ts). */
    maxMessageBytes: z.int().min(1024).max(40_000_000).default(defaultMaxMessageBytes),
    /** Ledger and manifest records live this long after their last write. */
    ledgerTtlDays: z.int().positive().default(30),
    alarms: z
      .strictObject({
        email: z.email('give one e-mail address').optional(),
        /** What alarms link to; left out, the file of this repository. */
        runbookUrl: z
          .url({ protocol: /^https$/, error: 'give the https:// address of your docs/runbook.md' })
          .optional(),
      })
      .default({}),
  })
  .superRefine((config, context) => {
    const fault = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });

    const egressNames = config.egresses.map((egress) => egress.name);
    for (const [index, name] of egressNames.entries()) {
      if (egressNames.indexOf(name) < index) fault(['egresses', index, 'name'], `"${name}" is taken; rename one`);
      if (reservedNames.includes(name))
        fault(['egresses', index, 'name'], `"${name}" has a meaning of its own; rename it`);
    }
    const laneNames = Object.keys(config.lanes);
    if (laneNames.length === 0) fault(['lanes'], 'name at least one lane');
    else if (!laneNames.includes(config.defaultLane)) {
      fault(['defaultLane'], `"${config.defaultLane}" is no lane; ${oneOf(laneNames)}`);
    }

    const checkMapping = (path: string[], mapping: z.infer<typeof mappingSchema>) => {
      if (mapping.batchSize > 10 && mapping.batchingWindowSeconds === 0) {
        fault(
          [...path, 'batchingWindowSeconds'],
          'batches of more than 10 need a window (a Lambda rule); use at least 1',
        );
      }
      const visibilitySeconds = visibilityTimeoutSeconds(config.functionTimeoutSeconds, mapping.batchingWindowSeconds);
      if (visibilitySeconds > maximumVisibilityTimeoutSeconds) {
        fault(['functionTimeoutSeconds'], 'visibility would exceed the 12 h that SQS allows; use a shorter one');
      }
    };
    checkMapping(['submit'], config.submit);
    for (const [name, lane] of Object.entries(config.lanes)) {
      if (name === 'submit' || name === 'feedback') {
        fault(['lanes', name], `the ${name} queue has this name; choose another`);
      }
      checkMapping(['lanes', name], lane);
      if (egressNames.length > 0 && !egressNames.includes(lane.egress)) {
        fault(['lanes', name, 'egress'], `"${lane.egress}" is no egress; ${oneOf(egressNames)}`);
      }
      // A dead letter can still be put back, and then needs its record, at the end of its queue's retention.
      const neededDays = Math.ceil(lane.retry.giveUpAfterMs / dayMs) + queueRetentionDays;
      if (config.ledgerTtlDays < neededDays) {
        fault(
          ['ledgerTtlDays'],
          `lane "${name}" gives up after ${lane.retry.giveUpAfterMs / dayMs} days and its dead letters lie ` +
            `${queueRetentionDays} more; use at least ${neededDays}`,
        );
      }
    }

    for (const [index, egress] of config.egresses.entries()) {
      if (egress.limits?.connections === undefined) continue;
      const lanes = Object.values(config.lanes).filter((lane) => lane.egress === egress.name);
      const sizes = [...new Set(lanes.map((lane) => lane.maxSessions))];
      if (sizes.length > 1) {
        fault(
          ['egresses', index, 'limits', 'connections'],
          `connections are shared out in bundles of one size: give all lanes of "${egress.name}" the same maxSessions (now ${sizes.join(' and ')})`,
        );
      }
    }
    for (const site of Object.keys(config.limits)) {
      if (site !== site.toLowerCase()) fault(['limits', site], `sites are lower case: write "${site.toLowerCase()}"`);
    }
  });

function oneOf(names: readonly string[]): string {
  return `use one of: ${names.join(', ')}`;
}

export type PipelineConfigInput = z.input<typeof pipelineConfigSchema>;
export type PipelineConfig = z.infer<typeof pipelineConfigSchema>;
export type LaneConfig = PipelineConfig['lanes'][string];
