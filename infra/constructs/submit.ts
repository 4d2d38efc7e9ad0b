import type { SubmitEnvironment } from '#functions/submit/environment.ts';
import { parallelFetches } from '#functions/submit/parallel-fetches.ts';
import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { contentPrefix } from './content-bucket.ts';
import { MonitoredDeadLetterQueue } from './dead-letter-queue.ts';
import { functionMemoryMib } from './function-memory.ts';
import type { Lane } from './lane.ts';
import type { PipelineContext } from './pipeline-context.ts';
import { type EnvironmentOf, PipelineFunction } from './pipeline-function.ts';
import { PipelineQueue } from './pipeline-queue.ts';
import { visibilityTimeoutSeconds } from './timing.ts';

/** The queue that users send to, the function that makes deliveries of submissions, and the queue of what it refuses. */
export class Submit extends Construct {
  readonly queue: PipelineQueue;
  readonly deadLetters: MonitoredDeadLetterQueue;
  /** Bad submissions, with their reasons as attributes. */
  readonly refused: PipelineQueue;
  readonly submitter: PipelineFunction;

  constructor(scope: Construct, id: string, context: PipelineContext) {
    super(scope, id);
    const { config, egresses, mailSecrets, tables, content, events } = context;
    this.deadLetters = new MonitoredDeadLetterQueue(this, 'DeadLetter', {
      name: 'submit-dead-letter',
      sourceNames: ['submit'],
    });
    this.queue = new PipelineQueue(this, 'Queue', {
      name: 'submit',
      visibilityTimeoutSeconds: visibilityTimeoutSeconds(
        config.functionTimeoutSeconds,
        config.submit.batchingWindowSeconds,
      ),
      deadLetterQueue: this.deadLetters.asTarget,
    });
    this.refused = new PipelineQueue(this, 'Refused', { name: 'refused' });
    acknowledge(this.refused, {
      'AwsSolutions-SQS3': 'It is an end of the way: no function reads it, people do.',
      'Serverless-SQSRedrivePolicy': 'It is an end of the way: no function reads it, people do.',
    });

    const json = (value: unknown) => Stack.of(this).toJsonString(value);
    const environment: EnvironmentOf<Omit<SubmitEnvironment, 'LANES'>> = {
      DEFAULT_LANE: config.defaultLane,
      REFUSED_QUEUE_URL: this.refused.queueUrl,
      MANIFEST_TABLE: tables.manifest.tableName,
      LEDGER_TABLE: tables.ledger.tableName,
      SUPPRESSION_TABLE: tables.suppression.tableName,
      CONTENT_BUCKET: content.bucketName,
      EVENTS_TOPIC_ARN: events.topicArn,
      SENDERS: json(config.senders),
      CONTENT_SOURCES: json(config.contentSources),
      ACCEPTED_EVENTS: String(config.acceptedEvents),
      LEDGER_TTL_DAYS: String(config.ledgerTtlDays),
      MAX_MESSAGE_BYTES: String(config.maxMessageBytes),
      EGRESSES: json(egresses.all),
      ROUTES: json(config.routes),
      LIMITS: json(config.limits),
      SIGNING_DOMAINS: json(config.requireDkim ? mailSecrets.dkim.map(({ domain }) => domain) : []),
      RETURN_PATH: json(mailSecrets.returnPath),
    };
    this.submitter = new PipelineFunction(this, 'Function', {
      name: 'submit',
      stage: 'submit',
      environment,
      timeoutSeconds: config.functionTimeoutSeconds,
      memoryMb: functionMemoryMib(config.maxMessageBytes, parallelFetches, 512),
    });

    this.submitter.allow(['sqs:SendMessage'], [this.refused.queueArn]);
    this.submitter.allow(['dynamodb:PutItem'], [tables.manifest.tableArn]);
    this.submitter.allow(['dynamodb:UpdateItem'], [tables.ledger.tableArn]);
    this.submitter.allow(['dynamodb:BatchGetItem'], [tables.suppression.tableArn]);
    this.submitter.allowObjects('s3:PutObject', content.bucketArn, contentPrefix);
    this.submitter.allow(['sns:Publish'], [events.topicArn]);
    if (mailSecrets.returnPathGrants.length > 0) {
      this.submitter.allow(['secretsmanager:GetSecretValue'], mailSecrets.returnPathGrants);
    }
    this.submitter.allowSources(config.contentSources);
    this.submitter.consume('FromSubmit', this.queue, config.submit);
  }

  /** Accepted mail goes to these lanes. */
  feed(lanes: readonly Lane[]): void {
    const targets = lanes.map((lane) => [
      lane.name,
      {
        readyQueueUrl: lane.ready.queueUrl,
        egress: lane.config.egress,
        giveUpAfterMs: lane.config.retry.giveUpAfterMs,
        requireUnsubscribe: lane.config.requireUnsubscribe,
      },
    ]);
    const variable: EnvironmentOf<Pick<SubmitEnvironment, 'LANES'>> = {
      LANES: Stack.of(this).toJsonString(Object.fromEntries(targets)),
    };
    this.submitter.function.addEnvironment('LANES', variable.LANES);
    this.submitter.allow(
      ['sqs:SendMessage'],
      lanes.map((lane) => lane.ready.queueArn),
    );
  }
}
