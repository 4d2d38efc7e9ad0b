import { Color, GraphWidget, type IMetric, type MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type DashboardRow, widgetHeight, widthOf } from './dashboard-row.ts';
import { metricId } from './metric-id.ts';
import { createMetrics } from './metrics.ts';
import type { Observed } from './observed.ts';
import { costOf } from '../../prices.ts';

/** SQS takes and gives this many messages in a request, at most. */
const fullBatch = 10;

/** What the parts of the pipeline used of one thing, by name; summed up in a formula. */
type Usage = Readonly<Record<string, IMetric>>;

export function costRow(observed: Observed): DashboardRow {
  const { perDelivery, usage } = usageOf(observed);
  const { gbSeconds, invocations, writeUnits, readUnits, requests, loggedBytes } = usage;
  const size = { width: widthOf(2), height: widgetHeight, leftYAxis: { min: 0, showUnits: false } };
  return {
    question: 'What does a million cost?',
    reading:
      'List prices of us-east-1 over an hour’s deliveries; SQS as if its batches were full. Empty polling weighs more the less is sent. ' +
      'Events, data transfer, a relay’s price and what stands by itself are not in it: docs/cost.md.',
    widgets: [
      new GraphWidget({
        ...size,
        title: 'USD for a million deliveries',
        stacked: true,
        left: [
          perDelivery(
            'Lambda',
            Color.ORANGE,
            [gbSeconds, aMillion(costOf('gbSeconds', 1))],
            [invocations, aMillion(costOf('invocations', 1))],
          ),
          perDelivery(
            'DynamoDB',
            Color.BLUE,
            [writeUnits, aMillion(costOf('writeUnits', 1))],
            [readUnits, aMillion(costOf('readUnits', 1))],
          ),
          perDelivery('SQS', Color.PURPLE, [requests, aMillion(costOf('sqsRequests', 1))]),
          perDelivery('logs', Color.GREY, [loggedBytes, aMillion(costOf('logGb', 1) / 1e9)]),
        ],
      }),
      new GraphWidget({
        ...size,
        title: 'What a delivery takes',
        left: [
          perDelivery('write units', Color.BLUE, [writeUnits, 1]),
          perDelivery('read units', Color.GREEN, [readUnits, 1]),
          perDelivery('SQS requests', Color.PURPLE, [requests, 1]),
          perDelivery('GB-seconds', Color.ORANGE, [gbSeconds, 1]),
        ],
      }),
    ],
  };
}

/** A price for a million, without the digits that binary fractions add. */
function aMillion(price: number): number {
  return Number((1e6 * price).toPrecision(6));
}

function usageOf(observed: Observed) {
  const { lanes, functions, tables, submitQueue, feedbackQueue } = observed;
  const metrics = createMetrics(observed, 60);
  const named = <T extends { readonly name: string }>(
    what: string,
    parts: readonly T[],
    measure: (part: T) => IMetric,
  ): Usage => Object.fromEntries(parts.map((part) => [metricId(what, part.name), measure(part)]));
  const queues = [
    { name: 'submit', queue: submitQueue },
    { name: 'feedback', queue: feedbackQueue },
    ...lanes.flatMap(({ name, ready, retry }) => [
      { name: `${name}-ready`, queue: ready },
      { name: `${name}-retry`, queue: retry },
    ]),
  ];
  const consumed =
    (metricName: string) =>
    ({ table }: (typeof tables)[number]) =>
      table.metric(metricName, { statistic: 'Sum' });
  const delivered = named('delivered', lanes, ({ name }) => metrics.counter('Delivered', name));

  return {
    usage: {
      gbSeconds: named('gbs', functions, (fn) => {
        const ms = metricId('ms', fn.name);
        return metrics.formula(`FILL(${ms}, 0) * ${fn.memoryMb / 1024 / 1000}`, {
          [ms]: metrics.function(fn, 'Duration', 'Sum'),
        });
      }),
      invocations: named('calls', functions, (fn) => metrics.function(fn, 'Invocations', 'Sum')),
      writeUnits: named('writes', tables, consumed('ConsumedWriteCapacityUnits')),
      readUnits: named('reads', tables, consumed('ConsumedReadCapacityUnits')),
      requests: named('requests', queues, ({ name, queue }) => {
        const of = (what: string) => metricId(what, name);
        return metrics.formula(
          `(FILL(${of('sent')}, 0) + FILL(${of('received')}, 0) + FILL(${of('deleted')}, 0)) / ${fullBatch} + FILL(${of('empty')}, 0)`,
          {
            [of('sent')]: metrics.queue(queue, 'NumberOfMessagesSent', 'Sum'),
            [of('received')]: metrics.queue(queue, 'NumberOfMessagesReceived', 'Sum'),
            [of('deleted')]: metrics.queue(queue, 'NumberOfMessagesDeleted', 'Sum'),
            [of('empty')]: metrics.queue(queue, 'NumberOfEmptyReceives', 'Sum'),
          },
        );
      }),
      loggedBytes: named(
        'logged',
        functions,
        ({ logGroup: { logGroupName } }) =>
          new Metric({
            namespace: 'AWS/Logs',
            metricName: 'IncomingBytes',
            dimensionsMap: { LogGroupName: logGroupName },
            statistic: 'Sum',
          }),
      ),
    },
    /** What an hour's deliveries used, at these prices, for each of them. */
    perDelivery(label: string, color: string, ...parts: readonly (readonly [Usage, number])[]): MathExpression {
      const sum = (usage: Usage) =>
        `(${Object.keys(usage)
          .map((id) => `FILL(${id}, 0)`)
          .join(' + ')})`;
      const used = parts.map(([usage, price]) => `${price} * ${sum(usage)}`).join(' + ');
      const metricsUsed = Object.assign({}, delivered, ...parts.map(([usage]) => usage));
      return metrics.formula(`(${used}) / ${sum(delivered)}`, metricsUsed, label).with({ color });
    },
  };
}
