import type { Egress } from '#shared/routing/egress.ts';
import { route } from '#shared/routing/site.ts';
import type { SubmitDeps } from './deps.ts';

/** The site is only the fair queues' hint here; a sender looks it up again. So it may cost no more than this. */
const maxLookUpMs = 2_000;
/** Route 53 Resolver takes 1,024 packets a second from one network interface (VPC quotas). */
const parallelLookUps = 50;

export interface Destination {
  readonly egress: Egress;
  readonly domain: string;
}

type FindSitesDeps = Pick<SubmitDeps, 'settings' | 'lookUpMx' | 'clock' | 'random'>;

/** The site of each destination; the domain itself where DNS failed or took too long. */
export async function findSites(
  destinations: readonly Destination[],
  deps: FindSitesDeps,
): Promise<(destination: Destination) => string> {
  const keyOf = ({ egress, domain }: Destination) => `${egress.name} ${domain}`;
  const pending = [...new Map(destinations.map((destination) => [keyOf(destination), destination])).values()];
  const sites = new Map<string, string>();
  const timeUp = new AbortController();
  const lookUp = async () => {
    for (let next = pending.pop(); next && !timeUp.signal.aborted; next = pending.pop()) {
      const { site } = await route(next.domain, { ...deps.settings, egress: next.egress }, deps.lookUpMx, deps.random);
      sites.set(keyOf(next), site);
    }
  };
  const all = Promise.all(Array.from({ length: Math.min(parallelLookUps, pending.length) }, lookUp));
  await Promise.race([all, deps.clock.sleep(maxLookUpMs, timeUp.signal)]);
  timeUp.abort();
  return (destination) => sites.get(keyOf(destination)) ?? destination.domain;
}
