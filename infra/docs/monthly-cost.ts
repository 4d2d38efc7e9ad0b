import { metricPlaces } from '#shared/lambda/metric-places.ts';
import { knownSites } from '#shared/lambda/known-sites.ts';
import { config } from '../config.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import { costOf } from '../prices.ts';
import { markdownTable } from './markdown.ts';
import type { ShippedTemplate } from './shipped-template.ts';

/** The lane of refused submissions counts these alone. */
const withoutLane = ['Refused'];

/** `SlotsInUsePercent`. */
const peaks = 1;

/** Own metrics at most: those by lane, with the age at pickup; refusals; and those by site, with the peak of connections. */
export function customMetrics(lanes: number, sites: number): { readonly byLane: number; readonly bySite: number } {
  const places = Object.entries(metricPlaces);
  const ofLanes = places.filter(([name]) => !withoutLane.includes(name)).length + 1;
  return {
    byLane: lanes * ofLanes + withoutLane.length,
    bySite: sites * (places.filter(([, place]) => place === 'lane and site').length + peaks),
  };
}

/** Metrics that the alarms of a template watch: each is billed. */
export function alarmMetrics({ Resources }: ShippedTemplate): number {
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .reduce((sum, { Properties }) => sum + watched(Properties['Metrics']), 0);
}

function watched(metrics: unknown): number {
  return Array.isArray(metrics) ? metrics.filter((metric: object) => 'MetricStat' in metric).length : 1;
}

/** What stands still of observing costs a month, for the shipped configuration behind a relay and with direct delivery. */
export function monthlyCostTable(template: ShippedTemplate): string {
  const { lanes, limits } = resolveConfig(config, 'prod');
  const laneCount = Object.keys(lanes).length;
  const ways = [
    { name: 'a relay', sites: 1 },
    // All others are one more.
    { name: 'direct, to every known provider', sites: knownSites(limits, []).size + 1 },
  ];
  const alarms = alarmMetrics(template);
  const rows = ways.map(({ name, sites }) => {
    const { byLane, bySite } = customMetrics(laneCount, sites);
    const own = (byLane + bySite) * costOf('metrics', 1);
    const all = own + alarms * costOf('alarms', 1) + costOf('dashboards', 1);
    return [
      name,
      `(${byLane} by lane + ${bySite} by site) × ${usd(costOf('metrics', 1))} = ${usd(own)}`,
      `${alarms} × ${usd(costOf('alarms', 1))} = ${usd(alarms * costOf('alarms', 1))}`,
      usd(costOf('dashboards', 1)),
      `**${usd(all)}**`,
    ];
  });
  return markdownTable(['mail goes by', 'own metrics, at most', 'metrics of alarms', 'dashboard', 'a month'], rows);
}

const usd = (amount: number) => `$${amount.toFixed(2)}`;
