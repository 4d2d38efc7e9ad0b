import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type DeadLetterQueue, Queue, QueueEncryption, type RedriveAllowPolicy } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { queueRetentionDays } from './timing.ts';

export interface PipelineQueueProps {
  /** Without the stack's name, e.g. `bulk-ready`. */
  readonly name: string;
  /** @default 30 seconds, for queues that no function reads */
  readonly visibilityTimeoutSeconds?: number;
  /** @default none: the queue is itself an end of the way */
  readonly deadLetterQueue?: DeadLetterQueue;
  /** @default none: only a dead-letter queue states its sources */
  readonly redriveAllowPolicy?: RedriveAllowPolicy;
}

/** A standard queue as all of the pipeline's are: encrypted, reached by TLS only, messages kept as long as SQS can. */
export class PipelineQueue extends Queue {
  constructor(scope: Construct, id: string, props: PipelineQueueProps) {
    super(scope, id, {
      // Named, because a dead-letter queue must name its sources and they it: with generated names that is a cycle. No
      // property that we change replaces a queue, so that the name never collides with itself.
      queueName: queueName(scope, props.name),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(queueRetentionDays),
      // A lane taken out of the configuration does not take its waiting mail with it.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      visibilityTimeout: Duration.seconds(props.visibilityTimeoutSeconds ?? 30),
      ...(props.deadLetterQueue === undefined ? {} : { deadLetterQueue: props.deadLetterQueue }),
      ...(props.redriveAllowPolicy === undefined ? {} : { redriveAllowPolicy: props.redriveAllowPolicy }),
    });
  }
}

export function queueName(scope: Construct, name: string): string {
  return `${Stack.of(scope).stackName}-${name}`;
}
