import { getDomain } from 'tldts';

/**
 * The domain that signs mail of a From-domain: itself, else the nearest parent down to its organizational domain, so that the
 * signature aligns with From (DMARC's relaxed alignment, RFC 7489 §3.1.1). Undefined where none of `domains` does.
 */
export function signingDomainOf(fromDomain: string, domains: readonly string[]): string | undefined {
  const organizational = getDomain(fromDomain, { allowPrivateDomains: true }) ?? fromDomain;
  for (let candidate = fromDomain; ; candidate = candidate.slice(candidate.indexOf('.') + 1)) {
    if (domains.includes(candidate)) return candidate;
    if (candidate === organizational || !candidate.includes('.')) return undefined;
  }
}
