import type { DeliverEnvironment } from '#functions/deliver/environment.ts';
import { parallelLargeMessages } from '#functions/deliver/parallel-large-messages.ts';
import { Stack } from 'aws-cdk-lib';
import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { LaneConfig } from '../config/schema.ts';
import { urgencyOf } from '../config/urgency-of.ts';
import { contentPrefix } from './content-bucket.ts';
import { MonitoredDeadLetterQueue } from './dead-letter-queue.ts';
import { functionMemoryMib } from './function-memory.ts';
import type { PipelineContext } from './pipeline-context.ts';
import { type EnvironmentOf, PipelineFunction } from './pipeline-function.ts';
import { PipelineQueue } from './pipeline-queue.ts';
import { dataReserveMs, shareConcurrency, visibilityTimeoutSeconds } from './timing.ts';

/** A ready queue, a retry queue, the sender that both feed, and the dead-letter queue of both. */
export class Lane extends Construct {
  readonly name: string;
  readonly config: LaneConfig;
  /** Fresh mail, and mail that waits for our own limits. */
  readonly ready: PipelineQueue;
  /** Mail that receivers pushed back: its depth tells how much. */
  readonly retry: PipelineQueue;
  readonly deadLetters: MonitoredDeadLetterQueue;
  readonly sender: PipelineFunction;

  constructor(scope: Construct, id: string, props: { readonly name: string; readonly context: PipelineContext }) {
    super(scope, id);
    const { name } = props;
    const { config, times, egresses, network, mailSecrets, tables, content, events } = props.context;
    const lane = config.lanes[name];
    if (!lane) throw new Error(`no lane is named "${name}"`);
    this.name = name;
    this.config = lane;
    const { egress, secret } = egresses.named(lane.egress);

    this.deadLetters = new MonitoredDeadLetterQueue(this, 'DeadLetter', {
      name: `${name}-dead-letter`,
      sourceNames: [`${name}-ready`, `${name}-retry`],
    });
    const feeding = {
      visibilityTimeoutSeconds: visibilityTimeoutSeconds(config.functionTimeoutSeconds, lane.batchingWindowSeconds),
      deadLetterQueue: this.deadLetters.asTarget,
    };
    this.ready = new PipelineQueue(this, 'Ready', { name: `${name}-ready`, ...feeding });
    this.retry = new PipelineQueue(this, 'Retry', { name: `${name}-retry`, ...feeding });

    const json = (value: unknown) => Stack.of(this).toJsonString(value);
    const environment: EnvironmentOf<DeliverEnvironment> = {
      LANE: name,
      READY_QUEUE_URL: this.ready.queueUrl,
      RETRY_QUEUE_URL: this.retry.queueUrl,
      LEDGER_TABLE: tables.ledger.tableName,
      BUCKET_TABLE: tables.bucket.tableName,
      CONTENT_BUCKET: content.bucketName,
      EVENTS_TOPIC_ARN: events.topicArn,
      EGRESS: json(egress),
      ROUTES: json(config.routes),
      LIMITS: json(config.limits),
      RETRY_SCHEDULE: json(lane.retry),
      DOUBT_POLICY: lane.doubtPolicy,
      TLS: lane.tls,
      URGENCY: urgencyOf(lane, Object.values(config.lanes)),
      DATA_RESERVE_MS: String(dataReserveMs(config.functionTimeoutSeconds)),
      DEAD_CONNECTION_MS: String(times.deadConnectionMs),
      CLOCK_ERROR_MS: String(times.clockErrorMs),
      MAX_SESSIONS: String(lane.maxSessions),
      LEDGER_TTL_DAYS: String(config.ledgerTtlDays),
      DKIM: json(mailSecrets.dkim),
      FEEDBACK_SENDER: config.feedbackSender ?? '',
      SUPPRESSION_TABLE: tables.suppression.tableName,
      SUPPRESSION: json(config.suppression),
    };
    this.sender = new PipelineFunction(this, 'Deliver', {
      name: `deliver-${name}`,
      stage: 'deliver',
      environment,
      timeoutSeconds: config.functionTimeoutSeconds,
      memoryMb: functionMemoryMib(config.maxMessageBytes, parallelLargeMessages, 1024),
      // Paced and deferred mail returns to the queues that feed this function: a loop by design, bounded by the mail's age.
      recursiveLoop: RecursiveLoop.ALLOW,
      path: network?.pathOf(lane.egress),
    });

    this.sender.allow(['sqs:SendMessage', 'sqs:ChangeMessageVisibility'], [this.ready.queueArn, this.retry.queueArn]);
    this.sender.allow(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'], [tables.ledger.tableArn]);
    this.sender.allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [tables.bucket.tableArn]);
    this.sender.allow(['dynamodb:UpdateItem'], [tables.suppression.tableArn]);
    this.sender.allowObjects('s3:GetObject', content.bucketArn, contentPrefix);
    this.sender.allow(['sns:Publish'], [events.topicArn]);
    // The six characters that Secrets Manager appends to a name.
    if (secret) this.sender.allow(['secretsmanager:GetSecretValue'], [`${secret.secretArn}-??????`]);
    if (mailSecrets.dkim.length > 0) {
      this.sender.allow(['secretsmanager:GetSecretValue'], mailSecrets.signingGrants);
    }

    const share = shareConcurrency(lane.maximumConcurrency);
    this.sender.consume('FromReady', this.ready, { ...lane, maximumConcurrency: share.ready });
    this.sender.consume('FromRetry', this.retry, { ...lane, maximumConcurrency: share.retry });
  }
}
