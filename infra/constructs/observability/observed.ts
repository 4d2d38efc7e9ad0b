import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** What of a pipeline is watched. Its parts may stand in another stack. */
export interface Observed {
  /** Where its own metrics are. */
  readonly namespace: string;
  readonly submitQueue: IQueue;
  readonly refusedQueue: IQueue;
  readonly feedbackQueue: IQueue;
  readonly lanes: readonly ObservedLane[];
  readonly functions: readonly ObservedFunction[];
  readonly deadLetterQueues: readonly { readonly name: string; readonly queue: IQueue }[];
  readonly tables: readonly { readonly name: string; readonly table: Pick<ITable, 'metric'> }[];
  readonly events: ITopic;
}

export interface ObservedLane {
  readonly name: string;
  readonly ready: IQueue;
  readonly retry: IQueue;
  readonly sender: ObservedFunction;
  readonly lateAfterMinutes: number;
}

export interface ObservedFunction {
  /** As in its log group: `submit`, `deliver-bulk`. */
  readonly name: string;
  readonly function: IFunction;
  readonly logGroup: ILogGroup;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Invocations at once that fresh mail may have; a lane's retry queue has some more. 0 where no queue invokes it. */
  readonly freshConcurrency: number;
}
