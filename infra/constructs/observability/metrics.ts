import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { CounterName } from '#shared/lambda/meter.ts';
import type { Observed, ObservedFunction } from './observed.ts';

/** The metrics of a pipeline, each with one statistic over one period. */
export interface Metrics {
  counter(name: CounterName, lane: string): Metric;
  ageAtPickup(lane: string, statistic: string): Metric;
  /** A queue's messages, or the age of its oldest. */
  queue(queue: IQueue, name: QueueMetric, statistic?: string): Metric;
  function(fn: ObservedFunction, name: FunctionMetric, statistic: string): Metric;
  /** A formula over metrics by their names in it. */
  formula(expression: string, metrics: Readonly<Record<string, IMetric>>, label?: string): MathExpression;
}

/** AWS's names (SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS"). */
type QueueMetric =
  | 'ApproximateNumberOfMessagesVisible'
  | 'ApproximateNumberOfMessagesNotVisible'
  | 'ApproximateNumberOfMessagesDelayed'
  | 'ApproximateAgeOfOldestMessage'
  | 'NumberOfMessagesSent'
  | 'NumberOfMessagesReceived'
  | 'NumberOfMessagesDeleted'
  | 'NumberOfEmptyReceives';

/** AWS's names (Lambda Developer Guide, "Types of metrics for Lambda functions"). */
type FunctionMetric = 'Invocations' | 'Errors' | 'Throttles' | 'Duration' | 'ConcurrentExecutions';

export function createMetrics({ namespace }: Pick<Observed, 'namespace'>, periodMinutes: number): Metrics {
  const period = Duration.minutes(periodMinutes);
  return {
    counter: (metricName, lane) =>
      new Metric({ namespace, metricName, dimensionsMap: { lane }, statistic: 'Sum', period }),
    ageAtPickup: (lane, statistic) =>
      new Metric({ namespace, metricName: 'AgeAtPickupSeconds', dimensionsMap: { lane }, statistic, period }),
    queue: (queue, name, statistic = 'Maximum') => queue.metric(name, { statistic, period }),
    function: (fn, name, statistic) => fn.function.metric(name, { statistic, period }),
    formula: (expression, usingMetrics, label) =>
      new MathExpression({
        expression,
        usingMetrics: { ...usingMetrics },
        period,
        ...(label === undefined ? {} : { label }),
      }),
  };
}
