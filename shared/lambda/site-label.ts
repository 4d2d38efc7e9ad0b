import type { LimitTable } from '../bucket/limits.ts';
import type { Egress } from '../routing/egress.ts';
import { knownSites } from './known-sites.ts';

/** The label of all sites that have none of their own. */
export const otherSites = 'other';

/** How a site is called in metrics. Each label costs a CloudWatch metric per name, so only a known site has one. */
export function createSiteLabel(limits: LimitTable, egresses: readonly Egress[]): (site: string) => string {
  const known = knownSites(limits, egresses);
  return (site) => (known.has(site) ? site : otherSites);
}
