import { Color, GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { type DashboardRow, widgetHeight, widthOf } from './dashboard-row.ts';
import { createMetrics } from './metrics.ts';
import type { Observed } from './observed.ts';
import { countedMinutes, overLanes } from './site-metrics.ts';

export function flowRow(observed: Observed): DashboardRow {
  const { namespace, lanes, submitQueue } = observed;
  const metrics = createMetrics(observed, countedMinutes);
  const size = { width: widthOf(4), height: widgetHeight, leftYAxis: { min: 0, showUnits: false } };
  return {
    question: 'Is mail flowing?',
    reading:
      'What is accepted is delivered, soon: green follows the first graph as fast as receivers take it, and the third graph stays low.',
    widgets: [
      new GraphWidget({
        ...size,
        title: `Accepted in ${countedMinutes} minutes`,
        stacked: true,
        left: lanes.map(({ name }) => metrics.counter('Accepted', name).with({ label: name })),
      }),
      new GraphWidget({
        ...size,
        title: `What became of what was picked up`,
        stacked: true,
        left: [
          overLanes(namespace, 'Delivered', 'delivered', Color.GREEN),
          overLanes(namespace, 'Deferred', 'deferred', Color.ORANGE),
          overLanes(namespace, 'Bounced', 'bounced', Color.RED),
          overLanes(namespace, 'Paced', 'paced', Color.BLUE),
        ],
      }),
      new GraphWidget({
        ...size,
        title: 'How long untried mail waited for us, s',
        left: lanes.flatMap(({ name }) =>
          ['p50', 'p90'].map((statistic) =>
            metrics.ageAtPickup(name, statistic).with({ label: `${name} ${statistic}` }),
          ),
        ),
        leftAnnotations: lanes.map(({ name, lateAfterMinutes }) => ({
          value: 60 * lateAfterMinutes,
          label: `${name} is late`,
          color: Color.RED,
          visible: lateAfterMinutes < 60,
        })),
      }),
      new GraphWidget({
        ...size,
        title: 'Submissions that wait, and the oldest, s',
        left: [metrics.queue(submitQueue, 'ApproximateNumberOfMessagesVisible').with({ label: 'waiting' })],
        right: [metrics.queue(submitQueue, 'ApproximateAgeOfOldestMessage').with({ label: 'oldest, s' })],
        rightYAxis: { min: 0, showUnits: false },
      }),
    ],
  };
}
