import { createHash } from 'node:crypto';
import type { LimitTable } from '../bucket/limits.ts';
import { providerOf } from '../providers/catalog.ts';
import type { Egress, Routes } from './egress.ts';
import { isHostName } from './host-name.ts';
import type { LookUpMx } from './lookup.ts';
import type { Unroutable, UnroutableKind } from './unroutable.ts';

/** Of MX hosts. */
export const smtpPort = 25;

/** One host to try: `port` is 25 for MX hosts. `trusted` hosts were named by an operator and may be private addresses. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly trusted: boolean;
}

/**
 * Where mail for a domain goes. `site` is the receiving side as the receiver counts it: a known provider, else the MX set
 * rolled up, or a domain that a limit or a warm-up names; under `relay`, the relay host. `targets` are in the order to try.
 */
export type Routing =
  | { readonly kind: 'targets'; readonly site: string; readonly targets: readonly Target[] }
  | Unroutable;

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

  const unroutable = (kind: UnroutableKind, error: string) => ({ kind, site: named ?? domain, error });
  const lookup = await lookUpMx(domain);
  switch (lookup.kind) {
    case 'null-mx':
      return unroutable('null-mx', `${domain} takes no mail (null MX)`);
    case 'no-such-domain':
      return unroutable('no-such-domain', `${domain} does not exist`);
    case 'failed':
      return unroutable('dns-failed', lookup.error);
    case 'no-mx':
    case 'hosts': {
      const list = lookup.kind === 'hosts' ? lookup.hosts : [{ host: domain, preference: 0 }];
      const ordered = list
        .map((mx) => ({ ...mx, host: mx.host.toLowerCase().replace(/\.$/, ''), tie: random() }))
        .filter((mx) => isHostName(mx.host))
        .sort((a, b) => a.preference - b.preference || a.tie - b.tie);
      if (ordered.length === 0) {
        return unroutable(
          'no-mail-host',
          `no MX record of ${domain} names a host: ${list.map(({ host }) => host).join(', ')}`,
        );
      }
      const names = ordered.map((mx) => mx.host);
      const site = named ?? providerOf(names)?.name ?? rollUp(names);
      // Where we are one of the hosts, those that are no better than us would only send it back (RFC 5321 §5.1).
      const own = ordered.find((mx) => mx.host === egress.ehloName.toLowerCase());
      const onward = own ? ordered.filter((mx) => mx.preference < own.preference) : ordered;
      if (onward.length === 0)
        return unroutable('loop', `the best MX host of ${domain} is this sender, ${egress.ehloName}`);
      return targets(
        site,
        onward.map(({ host }) => ({ host, port: smtpPort, trusted: false })),
      );
    }
  }
}

function targets(site: string, list: readonly Target[]): Routing {
  return { kind: 'targets', site, targets: list };
}

/** Four hosts with long names. */
const maxSiteChars = 1_000;

/** Domains that share their set of MX hosts share a site, whatever the order and preference. */
function rollUp(hosts: readonly string[]): string {
  const names = [...new Set(hosts)].sort().join('+');
  // A stranger's zone may name hundreds; the site is part of a key of DynamoDB (2,048 bytes).
  const isLong = names.length > maxSiteChars;
  return isLong ? `mx:${hosts.length}+${createHash('sha256').update(names).digest('hex')}` : `mx:${names}`;
}
