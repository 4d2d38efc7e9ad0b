import type { LimitTable } from '../bucket/limits.ts';
import { providerOf } from '../providers/catalog.ts';
import type { Egress, Routes } from './egress.ts';

/** One host to try: `port` is 25 for MX hosts. `trusted` hosts were named by an operator and may be private addresses. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly trusted: boolean;
}

/**
 * Where mail for a domain goes. `site` is the receiving side as the receiver counts it: a known provider, else the MX set
 * rolled up, or a domain that a limit or a warm-up names; under `relay`, the relay host.
 */
export type Routing =
  | { readonly kind: 'targets'; readonly site: string; readonly targets: readonly Target[] }
  /** RFC 7505: the domain takes no mail. */
  | { readonly kind: 'null-mx'; readonly site: string }
  | { readonly kind: 'no-such-domain'; readonly site: string }
  | { readonly kind: 'dns-failed'; readonly site: string; readonly error: string };

export type MxLookup =
  | { readonly kind: 'hosts'; readonly hosts: readonly { readonly host: string; readonly preference: number }[] }
  | { readonly kind: 'null-mx' }
  | { readonly kind: 'no-such-domain' }
  | { readonly kind: 'failed'; readonly error: string };

/** DNS, as far as routing needs it. Where a domain has no MX but an address, it is its own host (RFC 5321 §5.1). */
export type LookUpMx = (domain: string) => Promise<MxLookup>;

export interface RoutingSettings {
  readonly egress: Egress;
  readonly routes: Routes;
  readonly limits: LimitTable;
}

/** Finds the site and the hosts to try, in order; hosts of equal preference are shuffled (RFC 5321 §5.1). */
export async function route(
  domain: string,
  settings: RoutingSettings,
  lookUpMx: LookUpMx,
  random: () => number,
): Promise<Routing> {
  const { egress, routes, limits } = settings;
  if (egress.kind === 'relay') {
    return targets(egress.host, [{ host: egress.host, port: egress.port, trusted: true }]);
  }
  const named = domain in limits || domain in (egress.warmUp?.sites ?? {}) ? domain : null;
  const fixed = routes[domain] ?? routes['*'];
  if (fixed) return targets(named ?? `${fixed.host}:${fixed.port}`, [{ ...fixed, trusted: true }]);

  const lookup = await lookUpMx(domain);
  switch (lookup.kind) {
    case 'null-mx':
      return { kind: 'null-mx', site: named ?? domain };
    case 'no-such-domain':
      return { kind: 'no-such-domain', site: named ?? domain };
    case 'failed':
      return { kind: 'dns-failed', site: named ?? domain, error: lookup.error };
    case 'hosts': {
      const ordered = lookup.hosts
        .map((mx) => ({ ...mx, host: mx.host.toLowerCase().replace(/\.$/, ''), tie: random() }))
        .sort((a, b) => a.preference - b.preference || a.tie - b.tie);
      const site = named ?? providerOf(ordered.map((mx) => mx.host))?.name ?? rollUp(ordered.map((mx) => mx.host));
      return targets(
        site,
        ordered.map((mx) => ({ host: mx.host, port: 25, trusted: false })),
      );
    }
  }
}

function targets(site: string, list: readonly Target[]): Routing {
  return { kind: 'targets', site, targets: list };
}

/** Domains that share their set of MX hosts share a site, whatever the order and preference. */
function rollUp(hosts: readonly string[]): string {
  return `mx:${[...new Set(hosts)].sort().join('+')}`;
}
