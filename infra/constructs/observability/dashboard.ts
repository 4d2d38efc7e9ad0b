import { Aws, Duration, Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  PeriodOverride,
  TextWidget,
  TextWidgetBackground,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { costRow } from './cost-row.ts';
import { gridWidth } from './dashboard-row.ts';
import { flowRow } from './flow-row.ts';
import { limitsRow } from './limits-row.ts';
import { lossRow } from './loss-row.ts';
import type { Observed } from './observed.ts';
import { pushbackRow } from './pushback-row.ts';
import { waitingRow } from './waiting-row.ts';

/** CloudWatch shows so many in a widget, at most. */
const widgetAlarms = 100;

const rows = [flowRow, waitingRow, pushbackRow, limitsRow, lossRow, costRow];

export interface PipelineDashboardProps {
  readonly observed: Observed;
  readonly alarms: readonly Alarm[];
}

/** The questions of an operator, from the top, each above what answers it. */
export class PipelineDashboard extends Dashboard {
  constructor(scope: Construct, id: string, { observed, alarms }: PipelineDashboardProps) {
    super(scope, id, {
      // Dashboards are of the account, not of a region: the same stage in another one must not be shown in the place of this.
      dashboardName: `${Stack.of(scope).stackName}-${Aws.REGION}`,
      defaultInterval: Duration.hours(3),
      // Counts are over the periods that the titles name, whatever the time range.
      periodOverride: PeriodOverride.INHERIT,
    });
    this.addWidgets(
      new AlarmStatusWidget({
        title: 'Is anything wrong?',
        alarms: alarms.slice(0, widgetAlarms),
        width: gridWidth,
        height: 2 + Math.ceil(alarms.length / 20),
      }),
    );
    for (const row of rows) {
      const { question, reading, widgets } = row(observed);
      this.addWidgets(
        new TextWidget({
          markdown: `## ${question}\n${reading}`,
          width: gridWidth,
          height: 2,
          background: TextWidgetBackground.TRANSPARENT,
        }),
      );
      this.addWidgets(...widgets);
    }
  }
}
