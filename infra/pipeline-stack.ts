import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Place } from './config/resolve-config.ts';
import type { PipelineConfig } from './config/schema.ts';
import { AlarmTopic } from './constructs/alarm-topic.ts';
import { DnsRecords } from './constructs/dns-records.ts';
import { Observability } from './constructs/observability/observability.ts';
import { pascalCase } from './constructs/pascal-case.ts';
import { SluicePipeline } from './constructs/sluice-pipeline.ts';
import { checkStackSize } from './constructs/stack-size.ts';
import type { State } from './constructs/state.ts';

export interface PipelineStackProps extends StackProps {
  readonly config: PipelineConfig;
  readonly state: State;
  readonly place: Place;
}

/** The pipeline, who is told of its faults, what to publish for it, and the names by which it is found. */
export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, { config, state, place, ...props }: PipelineStackProps) {
    super(scope, id, props);
    const pipeline = new SluicePipeline(this, 'Default', { config, state, place });
    const { submit, lanes, feedback, events, egresses } = pipeline;
    const { tables, content } = state;

    // Whether mail flows, and somebody is told where it does not.
    const alarms = new AlarmTopic(this, 'Alarms', { email: config.alarms.email });
    const observability = new Observability(this, 'Observability', { pipeline, topic: alarms });

    if (place === 'aws') new DnsRecords(this, 'Dns', { config, network: pipeline.network });

    // By these names the operator's command finds the parts of a deployed or a local pipeline.
    this.output({
      SubmitQueueUrl: submit.queue.queueUrl,
      SubmitDeadLetterQueueUrl: submit.deadLetters.queue.queueUrl,
      RefusedQueueUrl: submit.refused.queueUrl,
      FeedbackQueueUrl: feedback.queue.queueUrl,
      // To subscribe it to the topics of Amazon SES.
      FeedbackQueueArn: feedback.queue.queueArn,
      FeedbackDeadLetterQueueUrl: feedback.deadLetters.queue.queueUrl,
      EventsTopicArn: events.topicArn,
      AlarmsTopicArn: alarms.topicArn,
      DashboardName: observability.dashboard.dashboardName,
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
    if (place === 'aws') checkStackSize(this, lanes.length);
  }

  private output(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) new CfnOutput(this, name, { value }).overrideLogicalId(name);
  }
}
