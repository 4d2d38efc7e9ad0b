import type { AddressLookup, LookUpAddresses } from './lookup.ts';
import type { Routing } from './site.ts';

/** Hosts whose addresses are looked up: the best of them. A domain whose ten best hosts have none is not looked at further. */
const maxHosts = 10;

/**
 * Leaves those hosts that have a public address. Where none has, the mail goes nowhere: for good if DNS says so of each host,
 * for now if it does not know one of them. Hosts that an operator named are taken at their word.
 */
export async function reachable(routing: Routing, lookUpAddresses: LookUpAddresses): Promise<Routing> {
  if (routing.kind !== 'targets' || routing.targets.every(({ trusted }) => trusted)) return routing;
  const looked = await Promise.all(
    routing.targets.slice(0, maxHosts).map(async (target) => ({ target, found: await lookUpAddresses(target.host) })),
  );
  const targets = looked.flatMap(({ target, found }) => (found.kind === 'addresses' ? [target] : []));
  if (targets.length > 0) return { ...routing, targets };
  const failed = looked.find(({ found }) => found.kind === 'failed');
  return {
    kind: failed ? 'dns-failed' : 'no-mail-host',
    site: routing.site,
    error: looked.map(({ target, found }) => `${target.host}: ${tell(found)}`).join('; '),
  };
}

function tell(found: AddressLookup): string {
  switch (found.kind) {
    case 'addresses':
      return found.addresses.join(', ');
    case 'none':
      return 'no IPv4 address';
    case 'internal':
      return 'only addresses inside a private network';
    case 'failed':
      return found.error;
  }
}
