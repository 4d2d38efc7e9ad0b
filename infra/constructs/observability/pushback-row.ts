import { GraphWidget, LogQueryVisualizationType, LogQueryWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { type DashboardRow, gridWidth, widgetHeight, widthOf } from './dashboard-row.ts';
import type { Observed } from './observed.ts';
import { savedQueries } from './saved-queries.ts';
import { bySite, countedMinutes } from './site-metrics.ts';

export function pushbackRow({ namespace, lanes }: Observed): DashboardRow {
  const size = { width: widthOf(3), height: widgetHeight, stacked: true, leftYAxis: { min: 0, showUnits: false } };
  return {
    question: 'Which receiver is pushing back, and with which reply?',
    reading:
      'A site that is suspended is met again by itself. One that is blocked waits for a human: ask its postmaster.',
    widgets: [
      new GraphWidget({
        ...size,
        title: `Deferred in ${countedMinutes} minutes, by site`,
        left: bySite(namespace, 'Deferred'),
      }),
      new GraphWidget({
        ...size,
        title: `Bounced in ${countedMinutes} minutes, by site`,
        left: bySite(namespace, 'Bounced'),
      }),
      new GraphWidget({
        ...size,
        title: 'Suspended, and (right) blocked until a human asks, by site',
        left: bySite(namespace, 'SiteSuspended', ' suspended'),
        right: bySite(namespace, 'SiteBlocked', ' blocked'),
        rightYAxis: { min: 0, showUnits: false },
      }),
      new LogQueryWidget({
        title: 'Replies',
        width: gridWidth,
        height: widgetHeight,
        view: LogQueryVisualizationType.TABLE,
        logGroupNames: lanes.map(({ sender: { logGroup } }) => logGroup.logGroupName),
        queryLines: [...savedQueries['which-reply'].lines],
      }),
    ],
  };
}
