import type { LimitTable } from '../bucket/limits.ts';
import { providers } from '../providers/catalog.ts';
import type { Egress } from '../routing/egress.ts';

/** The label of all sites that have none of their own. */
export const otherSites = 'other';

/**
 * How a site is called in metrics. Each label costs a CloudWatch metric per name, so only what is few and known has one:
 * providers, what a limit or a warm-up names, and relay hosts.
 */
export function createSiteLabel(limits: LimitTable, egresses: readonly Egress[]): (site: string) => string {
  const known = new Set([
    ...providers.map((provider) => provider.name),
    ...Object.keys(limits),
    ...egresses.flatMap((egress) => Object.keys(egress.warmUp?.sites ?? {})),
    ...egresses.flatMap((egress) => (egress.kind === 'relay' ? [egress.host] : [])),
  ]);
  return (site) => (known.has(site) ? site : otherSites);
}
