import { evaluate } from '#infra/docs/dashboard/metric-math.ts';
import * as z from 'zod';

const alarmSchema = z.object({
  AlarmName: z.string(),
  Threshold: z.number(),
  ComparisonOperator: z.literal('GreaterThanThreshold'),
  DatapointsToAlarm: z.number(),
  EvaluationPeriods: z.number(),
  TreatMissingData: z.literal('notBreaching'),
  MetricName: z.string().optional(),
  Metrics: z
    .array(
      z.object({
        Id: z.string(),
        Expression: z.string().optional(),
        MetricStat: z.object({ Metric: z.object({ MetricName: z.string() }) }).optional(),
      }),
    )
    .optional(),
});

/** By metric name: a value for each period, null where nothing was published. */
export type Timeline = Readonly<Record<string, readonly (number | null)[]>>;

/**
 * An alarm's state after each period of a timeline, as CloudWatch evaluates it: in alarm while so many of the last periods
 * breach (Amazon CloudWatch User Guide, "Evaluating an alarm"). Periods before the timeline have no data.
 */
export function alarmStates(properties: unknown, timeline: Timeline): string[] {
  const alarm = alarmSchema.parse(properties);
  const values = watchedValues(alarm, timeline);
  return values.map((_, at) => {
    const window = values.slice(Math.max(0, at + 1 - alarm.EvaluationPeriods), at + 1);
    const breaching = window.filter((value) => value !== null && value > alarm.Threshold).length;
    return breaching >= alarm.DatapointsToAlarm ? 'ALARM' : 'OK';
  });
}

function watchedValues({ MetricName, Metrics = [] }: z.infer<typeof alarmSchema>, timeline: Timeline) {
  const valuesOf = (name: string) => {
    const values = timeline[name];
    if (!values) throw new Error(`the timeline says nothing of ${name}`);
    return values;
  };
  if (MetricName !== undefined) return valuesOf(MetricName);
  const formula = Metrics.find(({ Expression }) => Expression !== undefined)?.Expression;
  if (formula === undefined) throw new Error('an alarm of neither a metric nor a formula');
  const value = evaluate(formula, {
    metric: (id) => {
      const name = Metrics.find(({ Id }) => Id === id)?.MetricStat?.Metric.MetricName ?? '';
      return { label: name, values: valuesOf(name) };
    },
    search: () => {
      throw new Error('an alarm cannot search');
    },
  });
  if (typeof value !== 'object' || !('label' in value)) throw new Error(`${formula} is no time series`);
  return value.values;
}
