import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { CounterName, MeterPlace } from '../lambda/meter.ts';
import { metricPlaces } from '../lambda/metric-places.ts';
import type { InvocationMeter } from '../lambda/observability.ts';

/** One EMF document takes 100 values a metric; Powertools publishes by itself at the hundredth, and forgets the dimensions. */
const maxValues = 99;

interface Group {
  readonly lane: string;
  readonly site: string | null;
  readonly counts: Map<CounterName, number>;
  readonly agesSeconds: number[];
}

/**
 * Metrics in CloudWatch's embedded metric format, written to standard output: no call, no latency. What is counted is summed
 * per lane and site and written once an invocation, under the dimension [lane] and, where `metricPlaces` has it by site, under
 * [site] too. The namespace is POWERTOOLS_METRICS_NAMESPACE: one for each stage, or their alarms would see each other's mail.
 */
export function createEmfMeter(siteLabel: (site: string) => string): InvocationMeter {
  const metrics = new Metrics();
  const groups = new Map<string, Group>();

  function groupOf(lane: string, site: string | undefined): Group {
    const label = site === undefined ? null : siteLabel(site);
    const key = `${lane}\n${label ?? ''}`;
    const known = groups.get(key);
    if (known) return known;
    const group: Group = { lane, site: label, counts: new Map(), agesSeconds: [] };
    groups.set(key, group);
    return group;
  }

  function publish(group: Group, counts: ReadonlyMap<CounterName, number>, agesSeconds: readonly number[]): void {
    // Powertools would add `service` to each metric, which is the lane once more.
    metrics.clearDefaultDimensions();
    metrics.addDimensions({ lane: group.lane });
    if (group.site !== null) metrics.addDimensions({ site: group.site });
    for (const [name, value] of counts) metrics.addMetric(name, MetricUnit.Count, value);
    for (const seconds of agesSeconds) metrics.addMetric('AgeAtPickupSeconds', MetricUnit.Seconds, seconds);
    metrics.publishStoredMetrics();
  }

  return {
    count(name, value, { lane, site }: MeterPlace) {
      if (value === 0) return;
      const { counts } = groupOf(lane, metricPlaces[name] === 'lane' ? undefined : site);
      counts.set(name, (counts.get(name) ?? 0) + value);
    },
    observeAge(_name, seconds, { lane }) {
      groupOf(lane, undefined).agesSeconds.push(Math.max(0, seconds));
    },
    flush() {
      const waiting = [...groups.values()];
      groups.clear();
      for (const group of waiting) {
        publish(group, group.counts, group.agesSeconds.slice(0, maxValues));
        for (let from = maxValues; from < group.agesSeconds.length; from += maxValues) {
          publish(group, new Map(), group.agesSeconds.slice(from, from + maxValues));
        }
      }
    },
  };
}
