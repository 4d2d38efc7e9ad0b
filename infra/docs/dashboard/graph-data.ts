import type { ChartLine } from './chart.ts';
import { evaluate, type Series, type Value } from './metric-math.ts';
import { type GraphLine, linesOf, type MetricWidget } from './read-dashboard.ts';
import { type Recording, seriesKey } from './recording.ts';

/** CloudWatch's own colours, in its order. */
const palette = [
  '#1f77b4',
  '#ff7f0e',
  '#2ca02c',
  '#d62728',
  '#9467bd',
  '#8c564b',
  '#e377c2',
  '#7f7f7f',
  '#bcbd22',
  '#17becf',
];

/** What a graph shows of a recording. A second of the run stands for a minute. */
export interface GraphData {
  readonly lines: readonly ChartLine[];
  /** Labels of lines over metrics that a local run does not have. */
  readonly unrecorded: readonly string[];
}

/** A metric of AWS's that nobody publishes locally. */
class Unrecorded extends Error {}

export function graphData(
  widget: MetricWidget,
  { series }: Recording,
  { namespace, nameOf }: { readonly namespace: string; readonly nameOf: (logicalId: string) => string },
): GraphData {
  const all = linesOf(widget);
  const steps = Math.max(...Object.values(series).map(({ length }) => length));

  function metricOf({ metric, stat, period }: GraphLine): Series {
    if (!metric) throw new Error('a formula is no metric');
    const isOwn = metric.namespace === namespace;
    const dimensions = Object.fromEntries(
      Object.entries(metric.dimensions).map(([dimension, value]) => [
        dimension,
        value.replace(/<(\w+)>/g, (_, id: string) => nameOf(id)),
      ]),
    );
    const values = series[seriesKey({ ...metric, namespace: isOwn ? 'Sluice' : metric.namespace, dimensions }, stat)];
    // What is counted is published when it is not zero.
    if (!values && !isOwn) throw new Unrecorded();
    return { label: '', values: inPeriods(values ?? Array.from({ length: steps }, () => null), period, stat) };
  }

  function valueOf(line: GraphLine): Value {
    if (line.expression === undefined) return metricOf(line);
    return evaluate(line.expression, {
      metric(id) {
        const part = all.find((candidate) => candidate.id === id);
        const value = part && valueOf(part);
        if (typeof value !== 'object' || !('label' in value)) throw new Error(`${id} is no metric of the graph`);
        return value;
      },
      search(query, statistic, periodSeconds) {
        const [, dimension = '', name = ''] = /,(\w+)\} MetricName="(\w+)"/.exec(query) ?? [];
        const prefix = `Sluice ${name} ${dimension}=`;
        const keys = Object.keys(series).filter((key) => key.startsWith(prefix) && key.endsWith(` ${statistic}`));
        return keys.map((key) => ({
          label: key.slice(prefix.length, -statistic.length - 1),
          values: inPeriods(series[key] ?? [], periodSeconds, statistic),
        }));
      },
    });
  }

  const unrecorded: string[] = [];
  const lines = all
    .filter(({ visible }) => visible)
    .flatMap((line) => {
      try {
        const value = valueOf(line);
        const list = typeof value === 'object' && !('label' in value) ? value : [value as Series];
        return list.map(({ label, values }) => ({ line, label: labelOf(line, label), values }));
      } catch (error) {
        if (!(error instanceof Unrecorded)) throw error;
        unrecorded.push(labelOf(line, ''));
        return [];
      }
    })
    // A search that finds nothing shows nothing.
    .filter(
      ({ line, values }) => line.expression?.includes('SEARCH') !== true || values.some((value) => value !== null),
    )
    .map(({ line, label, values }, at) => ({
      label,
      values,
      axis: line.yAxis,
      color: line.color ?? palette[at % palette.length] ?? '#1f77b4',
    }));
  return { lines, unrecorded };
}

function labelOf({ label, metric }: GraphLine, site: string): string {
  return label?.replace("${PROP('Dim.site')}", site) ?? metric?.name ?? '';
}

/** A value for each period, as its statistic has it; of percentiles and extremes the largest. */
function inPeriods(values: readonly (number | null)[], periodSeconds: number, statistic: string): (number | null)[] {
  const steps = periodSeconds / 60;
  return Array.from({ length: Math.ceil(values.length / steps) }, (_, at) => {
    const known = values.slice(at * steps, (at + 1) * steps).filter((value) => value !== null);
    if (known.length === 0) return null;
    return statistic === 'Sum' ? known.reduce((sum, value) => sum + value, 0) : Math.max(...known);
  });
}
