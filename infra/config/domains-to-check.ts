import { domainOf } from '#shared/mail/delivery.ts';
import type { PipelineConfig } from './schema.ts';

/** The From-domains that a configuration names without a wildcard, and the domains of MAIL FROM: its return path's, else these. */
export function domainsToCheck({ senders, dkim, returnPath }: Pick<PipelineConfig, 'senders' | 'dkim' | 'returnPath'>) {
  const named = [...senders.flatMap(({ domains }) => domains), ...dkim.map(({ domain }) => domain)];
  const fromDomains = [...new Set(named.filter((domain) => !domain.includes('*')))];
  if (!returnPath) return { fromDomains, returnDomains: fromDomains };
  return {
    fromDomains,
    returnDomains: [returnPath.kind === 'fixed' ? domainOf(returnPath.address) : returnPath.domain],
  };
}
