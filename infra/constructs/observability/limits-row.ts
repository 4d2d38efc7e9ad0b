import { Color, GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { type DashboardRow, widgetHeight, widthOf } from './dashboard-row.ts';
import { metricId } from './metric-id.ts';
import { createMetrics } from './metrics.ts';
import type { Observed } from './observed.ts';
import { bySite, countedMinutes, slotsBySite } from './site-metrics.ts';

export function limitsRow(observed: Observed): DashboardRow {
  const { namespace, lanes, functions } = observed;
  const metrics = createMetrics(observed, countedMinutes);
  const size = { width: widthOf(4), height: widgetHeight, leftYAxis: { min: 0, showUnits: false } };
  return {
    question: 'How full is each limit?',
    reading:
      'At 100 % a site has all the connections that it may have; its rate is full where mail is paced, above. ' +
      '`npm run sluice -- status` names both limits. Many refusals a grant: senders fight for one.',
    widgets: [
      new GraphWidget({
        ...size,
        title: 'Connections in use, % of those allowed, by site',
        left: [slotsBySite(namespace)],
      }),
      new GraphWidget({
        ...size,
        title: `Delivered in ${countedMinutes} minutes, by site`,
        stacked: true,
        left: bySite(namespace, 'Delivered'),
      }),
      new GraphWidget({
        ...size,
        title: 'Refusals a grant, by lane',
        left: lanes.map(({ name }) => {
          const [refused, grants] = [metricId('refused', name), metricId('grants', name)];
          return metrics.formula(
            `FILL(${refused}, 0) / ${grants}`,
            { [refused]: metrics.counter('GrantsRefused', name), [grants]: metrics.counter('Grants', name) },
            name,
          );
        }),
      }),
      new GraphWidget({
        ...size,
        title: 'Invocations at once, % of those for fresh mail',
        left: functions
          .filter(({ freshConcurrency }) => freshConcurrency > 0)
          .map((fn) => {
            const running = metricId('running', fn.name);
            return metrics.formula(
              `100 * ${running} / ${fn.freshConcurrency}`,
              { [running]: metrics.function(fn, 'ConcurrentExecutions', 'Maximum') },
              fn.name,
            );
          }),
        leftAnnotations: [{ value: 90, label: 'near its cap', color: Color.RED }],
      }),
    ],
  };
}
