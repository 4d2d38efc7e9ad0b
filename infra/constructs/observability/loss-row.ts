import { Color, GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { type DashboardRow, widgetHeight, widthOf } from './dashboard-row.ts';
import { metricId } from './metric-id.ts';
import { createMetrics } from './metrics.ts';
import type { Observed } from './observed.ts';
import { countedMinutes, overLanes } from './site-metrics.ts';
import { shareOf } from './share-of.ts';

export function lossRow(observed: Observed): DashboardRow {
  const { namespace, lanes, functions, deadLetterQueues } = observed;
  const metrics = createMetrics(observed, countedMinutes);
  const hourly = createMetrics(observed, 60);
  const weekly = createMetrics(observed, 10_080);
  const size = { width: widthOf(3), height: widgetHeight, leftYAxis: { min: 0, showUnits: false } };
  const limits = (target: number, hard: number) => [
    { value: target, label: `target: below ${target} %`, color: Color.ORANGE },
    { value: hard, label: `never ${hard} %`, color: Color.RED },
  ];
  return {
    question: 'Are we losing anything?',
    reading:
      'Dead letters and failing invocations are faults of ours, and stay at zero. `npm run sluice -- audit` names each lost delivery.',
    widgets: [
      new GraphWidget({
        ...size,
        title: 'Dead letters',
        left: deadLetterQueues.map(({ name, queue }) =>
          metrics.queue(queue, 'ApproximateNumberOfMessagesVisible').with({ label: name }),
        ),
      }),
      new GraphWidget({
        ...size,
        title: `Not delivered for other reasons, in ${countedMinutes} minutes`,
        stacked: true,
        left: [
          overLanes(namespace, 'Doubted', 'doubts', Color.BROWN),
          overLanes(namespace, 'InDoubt', 'ended in doubt', Color.ORANGE),
          overLanes(namespace, 'Expired', 'given up', Color.PURPLE),
          overLanes(namespace, 'Cancelled', 'cancelled', Color.GREY),
          overLanes(namespace, 'Suppressed', 'suppressed', Color.PINK),
          overLanes(namespace, 'Refused', 'submissions refused', Color.RED),
        ],
      }),
      new GraphWidget({
        ...size,
        title: `Failed and throttled invocations, in ${countedMinutes} minutes`,
        left: functions.flatMap((fn) => [
          metrics.function(fn, 'Errors', 'Sum').with({ label: `${fn.name} failed` }),
          metrics.function(fn, 'Throttles', 'Sum').with({ label: `${fn.name} throttled` }),
        ]),
      }),
      new GraphWidget({
        ...size,
        title: 'Bounces, % of an hour’s outcomes',
        left: lanes.map(({ name }) => shareOf(hourly, 'Bounced', name, 1)),
        leftAnnotations: limits(2, 5),
      }),
      new GraphWidget({
        ...size,
        title: 'Complaints, % of a week’s deliveries',
        left: lanes.map(({ name }) => shareOf(weekly, 'Complained', name, 1)),
        leftAnnotations: limits(0.1, 0.3),
      }),
      new GraphWidget({
        ...size,
        title: 'Longest invocation, % of the time-out',
        left: functions.map((fn) => {
          const longest = metricId('longest', fn.name);
          return metrics.formula(
            `100 * ${longest} / ${1000 * fn.timeoutSeconds}`,
            { [longest]: metrics.function(fn, 'Duration', 'Maximum') },
            fn.name,
          );
        }),
        leftAnnotations: [{ value: 90, label: 'near its time-out', color: Color.RED }],
      }),
    ],
  };
}
