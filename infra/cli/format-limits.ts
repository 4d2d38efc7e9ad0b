import { type LiveEntries, overlay } from '#shared/bucket/live-limits.ts';
import { formatLimits, type LimitTable } from '#shared/bucket/limits.ts';
import { providers } from '#shared/providers/catalog.ts';

type Row = readonly [site: string, limits: string, by: string];

/** What is told of the sites of an egress, and by whom; of one site also what is known of its provider. */
export function formatLimitTable(
  egress: string,
  site: string | null,
  configured: LimitTable,
  live: LiveEntries,
): string {
  const { faults } = overlay(configured, live);
  const sites = site === null ? [...new Set([...Object.keys(live), ...Object.keys(configured)])].sort() : [site];
  const rows = sites.flatMap((name): Row[] => {
    const fault = faults.find((candidate) => candidate.site === name)?.fault;
    const set = Object.hasOwn(live, name) ? live[name] : undefined;
    const isSet = set !== undefined && fault === undefined;
    const print = (limits: LimitTable[string]) => formatLimits(limits).join(', ') || 'none';
    const own = Object.hasOwn(configured, name) ? configured[name] : undefined;
    const provider = site === null ? undefined : providers.find((candidate) => candidate.name === name);
    return [
      ...(set ? [[name, set.join(', '), isSet ? 'set' : `set, and ignored: ${fault ?? ''}`] as const] : []),
      ...(own ? [[name, print(own), isSet ? 'configured, replaced by what is set' : 'configured'] as const] : []),
      ...(provider ? [[name, print(provider.limits), 'of the provider, as far as nothing else is told'] as const] : []),
    ];
  });
  const none = `no limit is told${site === null ? '' : ` for ${site}`}: all is learned`;
  const width = (at: 0 | 1) => Math.max(...rows.map((row) => row[at].length));
  return [
    `egress ${egress}`,
    ...rows.map(([name, limits, by]) => `  ${name.padEnd(width(0))}  ${limits.padEnd(width(1))}  ${by}`),
    ...(rows.length === 0 ? [`  ${none}`] : []),
    '',
  ].join('\n');
}
