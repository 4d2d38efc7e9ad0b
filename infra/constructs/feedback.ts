import type { FeedbackEnvironment } from '#functions/feedback/environment.ts';
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { ServicePrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { MonitoredDeadLetterQueue } from './dead-letter-queue.ts';
import type { PipelineContext } from './pipeline-context.ts';
import { type EnvironmentOf, PipelineFunction } from './pipeline-function.ts';
import { PipelineQueue } from './pipeline-queue.ts';
import type { Submit } from './submit.ts';
import { visibilityTimeoutSeconds } from './timing.ts';

/** Feedback comes slowly, and nobody waits for it. */
const mapping = { batchSize: 10, batchingWindowSeconds: 5, maximumConcurrency: 2 };
/** The queue to which topics of Amazon SES are subscribed, and the function that suppresses whom no mail reaches and who complains. */
export class Feedback extends Construct {
  readonly queue: PipelineQueue;
  readonly deadLetters: MonitoredDeadLetterQueue;
  readonly taker: PipelineFunction;

  constructor(scope: Construct, id: string, context: PipelineContext & { readonly submit: Submit }) {
    super(scope, id);
    const { config, mailSecrets, tables, events, submit } = context;
    this.deadLetters = new MonitoredDeadLetterQueue(this, 'DeadLetter', {
      name: 'feedback-dead-letter',
      sourceNames: ['feedback'],
    });
    this.queue = new PipelineQueue(this, 'Queue', {
      name: 'feedback',
      visibilityTimeoutSeconds: visibilityTimeoutSeconds(config.functionTimeoutSeconds, mapping.batchingWindowSeconds),
      deadLetterQueue: this.deadLetters.asTarget,
    });
    // Besides this account's own callers: its topics, of any region, whose ARN names the account, and its buckets, whose does not.
    const topics = Stack.of(this).formatArn({
      service: 'sns',
      region: '*',
      resource: '*',
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
    this.allowNotifier('sns.amazonaws.com', { ArnLike: { 'aws:SourceArn': topics } });
    this.allowNotifier('s3.amazonaws.com', { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } });

    const json = (value: unknown) => Stack.of(this).toJsonString(value);
    const environment: EnvironmentOf<FeedbackEnvironment> = {
      REFUSED_QUEUE_URL: submit.refused.queueUrl,
      LEDGER_TABLE: tables.ledger.tableName,
      SUPPRESSION_TABLE: tables.suppression.tableName,
      SUPPRESSION: json(config.suppression),
      EVENTS_TOPIC_ARN: events.topicArn,
      RETURN_PATH: json(mailSecrets.returnPath),
      FEEDBACK_SOURCES: json(config.feedbackSources),
    };
    this.taker = new PipelineFunction(this, 'Function', {
      name: 'feedback',
      stage: 'feedback',
      environment,
      timeoutSeconds: config.functionTimeoutSeconds,
      memoryMb: 512,
    });
    this.taker.allow(['sqs:SendMessage'], [submit.refused.queueArn]);
    this.taker.allow(['dynamodb:BatchGetItem'], [tables.ledger.tableArn]);
    this.taker.allow(['dynamodb:UpdateItem'], [tables.suppression.tableArn]);
    this.taker.allow(['sns:Publish'], [events.topicArn]);
    if (mailSecrets.returnPathGrants.length > 0) {
      this.taker.allow(['secretsmanager:GetSecretValue'], mailSecrets.returnPathGrants);
    }
    this.taker.allowSources(config.feedbackSources);
    this.taker.consume('FromFeedback', this.queue, mapping);
  }

  private allowNotifier(service: string, conditions: Record<string, Record<string, string>>): void {
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(service)],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions,
      }),
    );
  }
}
