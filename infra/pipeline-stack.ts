import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { PipelineConfig } from './config/schema.ts';
import { AlarmTopic } from './constructs/alarm-topic.ts';
import { ContentBucket } from './constructs/content-bucket.ts';
import { Egresses } from './constructs/egresses.ts';
import { Lane } from './constructs/lane.ts';
import { MailSecrets } from './constructs/mail-secrets.ts';
import { pascalCase } from './constructs/pascal-case.ts';
import type { PipelineContext } from './constructs/pipeline-context.ts';
import { Submit } from './constructs/submit.ts';
import { Tables } from './constructs/tables.ts';
import { contentExpiryDays, type StageTimes } from './constructs/timing.ts';

export interface PipelineStackProps extends StackProps {
  readonly config: PipelineConfig;
  readonly times: StageTimes;
}

/** The map of the pipeline, in the order in which mail travels. */
export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, { config, times, ...props }: PipelineStackProps) {
    super(scope, id, props);
    const longestGiveUpAfterMs = Math.max(...Object.values(config.lanes).map((lane) => lane.retry.giveUpAfterMs));

    // What every stage uses: the records, the content of large mail, the events that tell the outside.
    const tables = new Tables(this, 'Tables');
    const content = new ContentBucket(this, 'Content', { expiryDays: contentExpiryDays(longestGiveUpAfterMs) });
    const events = new Topic(this, 'Events', { enforceSSL: true });
    const egresses = new Egresses(this, 'Egresses', config.egresses);
    const mailSecrets = new MailSecrets(this, 'MailSecrets', config);
    const context: PipelineContext = { config, times, egresses, mailSecrets, tables, content, events };

    // submit queue ─▶ submit λ ─▶ a lane's ready queue, or the refused queue
    const submit = new Submit(this, 'Submit', context);

    // ready queue ─▶ deliver λ ─▶ the receiver; what it pushes back ─▶ retry queue ─▶ deliver λ
    const lanes = Object.keys(config.lanes).map((name) => new Lane(this, `Lane${pascalCase(name)}`, { name, context }));
    submit.feed(lanes);

    // What none of them could handle lies in a dead-letter queue, and somebody is told.
    const alarms = new AlarmTopic(this, 'Alarms', { email: config.alarms.email });
    for (const { deadLetters } of [submit, ...lanes]) alarms.tell(deadLetters.alarm);

    // By these names the operator's command finds the parts of a deployed or a local pipeline.
    this.output({
      SubmitQueueUrl: submit.queue.queueUrl,
      SubmitDeadLetterQueueUrl: submit.deadLetters.queue.queueUrl,
      RefusedQueueUrl: submit.refused.queueUrl,
      EventsTopicArn: events.topicArn,
      AlarmsTopicArn: alarms.topicArn,
      LedgerTable: tables.ledger.tableName,
      ManifestTable: tables.manifest.tableName,
      BucketTable: tables.bucket.tableName,
      SuppressionTable: tables.suppression.tableName,
      ContentBucketName: content.bucketName,
      // What it shows beside what was learned and set; where the secrets are is none of that.
      ConfiguredEgresses: JSON.stringify(egresses.all.map((egress) => ({ ...egress, secretArn: undefined }))),
      ConfiguredLimits: JSON.stringify(config.limits),
    });
    for (const lane of lanes) {
      const prefix = `Lane${pascalCase(lane.name)}`;
      this.output({
        [`${prefix}Ready`]: lane.ready.queueUrl,
        [`${prefix}Retry`]: lane.retry.queueUrl,
        [`${prefix}DeadLetter`]: lane.deadLetters.queue.queueUrl,
      });
    }
  }

  private output(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) new CfnOutput(this, name, { value }).overrideLogicalId(name);
  }
}
