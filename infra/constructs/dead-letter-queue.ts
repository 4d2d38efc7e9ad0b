import { Stack } from 'aws-cdk-lib';
import { type DeadLetterQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { PipelineQueue, queueName } from './pipeline-queue.ts';

/** Receives before a message is set aside. Pacing and deferral send new messages, so that only crashes come to this. */
const maxReceiveCount = 10;

/** A dead-letter queue that takes from its named sources only; the alarm `dead-letters` watches it: a fault of ours put mail there. */
export class MonitoredDeadLetterQueue extends Construct {
  readonly queue: PipelineQueue;
  /** What a source queue takes as its `deadLetterQueue`. */
  readonly asTarget: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: { readonly name: string; readonly sourceNames: readonly string[] }) {
    super(scope, id);
    const sourceQueues = props.sourceNames.map((name) => {
      const arn = Stack.of(this).formatArn({ service: 'sqs', resource: queueName(this, name) });
      return Queue.fromQueueArn(this, `Source-${name}`, arn);
    });
    this.queue = new PipelineQueue(this, 'Queue', { name: props.name, redriveAllowPolicy: { sourceQueues } });
    acknowledge(this.queue, { 'Serverless-SQSRedrivePolicy': 'It is itself what others redrive to.' });
    this.asTarget = { queue: this.queue, maxReceiveCount };
  }
}
