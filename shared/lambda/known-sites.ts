import type { LimitTable } from '../bucket/limits.ts';
import { providers } from '../providers/catalog.ts';
import type { Egress } from '../routing/egress.ts';

/** The sites that metrics tell apart, few and known beforehand: providers, what a limit or a warm-up names, and relay hosts. */
export function knownSites(limits: LimitTable, egresses: readonly Egress[]): ReadonlySet<string> {
  return new Set([
    ...providers.map((provider) => provider.name),
    ...Object.keys(limits),
    ...egresses.flatMap((egress) => Object.keys(egress.warmUp?.sites ?? {})),
    ...egresses.flatMap((egress) => (egress.kind === 'relay' ? [egress.host] : [])),
  ]);
}
