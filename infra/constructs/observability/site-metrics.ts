import { Duration } from 'aws-cdk-lib';
import { Color, type IMetric, MathExpression, SearchExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { CounterName } from '#shared/lambda/meter.ts';

/** Lines in one graph that can still be told apart. */
export const topSites = 10;

/** Counts come at the end of an invocation, which lasts minutes: a shorter period shows only that. */
export const countedMinutes = 5;
const period = Duration.minutes(countedMinutes);

/** A counter at the sites that have most of it, and one line for all others. */
export function bySite(namespace: string, name: CounterName, suffix = ''): IMetric[] {
  const all = search(namespace, 'site', name);
  return [
    new SearchExpression({
      expression: `SORT(${all}, SUM, DESC, ${topSites})`,
      label: `\${PROP('Dim.site')}${suffix}`,
      period,
    }),
    new MathExpression({
      expression: `SUM(SLICE(SORT(${all}, SUM, DESC), ${topSites}))`,
      label: `all further sites${suffix}`,
      color: Color.GREY,
      period,
    }),
  ];
}

/** How full the sites' connections were, those that were fullest. */
export function slotsBySite(namespace: string): IMetric {
  const all = `SEARCH('{"${namespace}",site} MetricName="SlotsInUsePercent"', 'Maximum', ${period.toSeconds()})`;
  return new SearchExpression({
    expression: `SORT(${all}, SUM, DESC, ${topSites})`,
    label: "${PROP('Dim.site')}",
    period,
  });
}

/** A counter over all lanes. */
export function overLanes(namespace: string, name: CounterName, label: string, color: string): IMetric {
  return new MathExpression({ expression: `SUM(${search(namespace, 'lane', name)})`, label, color, period });
}

function search(namespace: string, dimension: 'lane' | 'site', name: CounterName): string {
  return `SEARCH('{"${namespace}",${dimension}} MetricName="${name}"', 'Sum', ${period.toSeconds()})`;
}
