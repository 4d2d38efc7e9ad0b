import { Color, GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { type DashboardRow, widgetHeight, widthOf } from './dashboard-row.ts';
import { createMetrics } from './metrics.ts';
import type { Observed } from './observed.ts';
import { bySite, countedMinutes } from './site-metrics.ts';

export function waitingRow(observed: Observed): DashboardRow {
  const metrics = createMetrics(observed, 1);
  const size = {
    width: widthOf(observed.lanes.length + 1),
    height: widgetHeight,
    stacked: true,
    leftYAxis: { min: 0, showUnits: false },
  };
  return {
    question: 'What is waiting, and for whom?',
    reading:
      'Blue waits for our own limits or for its `sendAt`, orange for receivers that pushed it back. Grey waits for a sender: it stays low.',
    widgets: [
      ...observed.lanes.map(
        ({ name, ready, retry }) =>
          new GraphWidget({
            ...size,
            title: `Waiting in lane ${name}`,
            left: [
              metrics
                .queue(ready, 'ApproximateNumberOfMessagesVisible')
                .with({ label: 'for a sender', color: Color.GREY }),
              metrics
                .queue(ready, 'ApproximateNumberOfMessagesNotVisible')
                .with({ label: 'being sent', color: Color.GREEN }),
              metrics
                .queue(ready, 'ApproximateNumberOfMessagesDelayed')
                .with({ label: 'paced: for us', color: Color.BLUE }),
              metrics
                .queue(retry, 'ApproximateNumberOfMessagesDelayed')
                .with({ label: 'deferred: for receivers', color: Color.ORANGE }),
            ],
          }),
      ),
      new GraphWidget({
        ...size,
        title: `Paced in ${countedMinutes} minutes, by site`,
        left: bySite(observed.namespace, 'Paced'),
      }),
    ],
  };
}
