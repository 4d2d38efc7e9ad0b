import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { CounterName } from '../lambda/meter.ts';
import { metricPlaces } from '../lambda/metric-places.ts';
import type { InvocationMeter } from '../lambda/observability.ts';

/** One EMF document takes 100 values a metric; Powertools publishes by itself at the hundredth, and forgets the dimensions. */
const maxValues = 99;

/** Where values are shown, and the values: each a metric under each of its dimensions. */
interface Group {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly counts: Map<CounterName, number>;
  readonly peaks: Map<'SlotsInUsePercent', number>;
  readonly agesSeconds: number[];
}

/**
 * Metrics in CloudWatch's embedded metric format, written to standard output: no call, no latency. What is counted is summed
 * per lane and site and written once an invocation, under the dimension [lane] and, where `metricPlaces` has it by site, under
 * [site] too; a peak under [site] alone. The namespace is POWERTOOLS_METRICS_NAMESPACE: one for each stage, or their alarms
 * would see each other's mail.
 */
export function createEmfMeter(siteLabel: (site: string) => string): InvocationMeter {
  const metrics = new Metrics();
  const groups = new Map<string, Group>();

  function groupOf(dimensions: Readonly<Record<string, string>>): Group {
    const key = JSON.stringify(dimensions);
    const known = groups.get(key);
    if (known) return known;
    const group: Group = { dimensions, counts: new Map(), peaks: new Map(), agesSeconds: [] };
    groups.set(key, group);
    return group;
  }

  function publish({ dimensions, counts, peaks, agesSeconds }: Group): void {
    // Powertools would add `service` to each metric, which is the lane once more.
    metrics.clearDefaultDimensions();
    for (const [name, value] of Object.entries(dimensions)) metrics.addDimensions({ [name]: value });
    for (const [name, value] of counts) metrics.addMetric(name, MetricUnit.Count, value);
    for (const [name, percent] of peaks) metrics.addMetric(name, MetricUnit.Percent, percent);
    for (const seconds of agesSeconds) metrics.addMetric('AgeAtPickupSeconds', MetricUnit.Seconds, seconds);
    metrics.publishStoredMetrics();
  }

  return {
    count(name, value, { lane, site }) {
      if (value === 0) return;
      const isBySite = site !== undefined && metricPlaces[name] === 'lane and site';
      const { counts } = groupOf(isBySite ? { lane, site: siteLabel(site) } : { lane });
      counts.set(name, (counts.get(name) ?? 0) + value);
    },
    observeAge(_name, seconds, { lane }) {
      groupOf({ lane }).agesSeconds.push(Math.max(0, seconds));
    },
    observePeak(name, percent, { site }) {
      const { peaks } = groupOf({ site: siteLabel(site) });
      peaks.set(name, Math.max(peaks.get(name) ?? 0, percent));
    },
    flush() {
      const waiting = [...groups.values()];
      groups.clear();
      for (const group of waiting) {
        publish({ ...group, agesSeconds: group.agesSeconds.slice(0, maxValues) });
        for (let from = maxValues; from < group.agesSeconds.length; from += maxValues) {
          const agesSeconds = group.agesSeconds.slice(from, from + maxValues);
          publish({ ...group, counts: new Map(), peaks: new Map(), agesSeconds });
        }
      }
    },
  };
}
