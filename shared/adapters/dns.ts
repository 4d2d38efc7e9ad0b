import { Resolver } from 'node:dns/promises';
import type { LookUpMx, MxLookup } from '../routing/site.ts';

/** Node's resolver tells no TTL for MX records; five minutes is the shortest TTL that mail providers commonly publish (ours). */
const cacheMs = 300_000;
const failureCacheMs = 10_000;
const timeoutMs = 5_000;
/** Domains remembered: some megabytes at most. */
const maxCached = 20_000;

/**
 * MX lookups with a cache and a bound on time. A domain without MX records is its own host if it has an address (RFC 5321
 * §5.1); a single `.` is a null MX (RFC 7505); NXDOMAIN is final and SERVFAIL is not.
 */
export function createMxLookup(now: () => number, resolver = new Resolver({ timeout: timeoutMs, tries: 2 })): LookUpMx {
  const cache = new Map<string, { untilMs: number; answer: Promise<MxLookup> }>();
  return async (domain) => {
    const known = cache.get(domain);
    if (known && known.untilMs > now()) return known.answer;
    const answer = lookUp(resolver, domain);
    const [oldest] = cache.keys();
    if (oldest !== undefined && cache.size >= maxCached) cache.delete(oldest);
    cache.set(domain, { untilMs: now() + cacheMs, answer });
    const found = await answer;
    if (found.kind === 'failed') cache.set(domain, { untilMs: now() + failureCacheMs, answer });
    return found;
  };
}

async function lookUp(resolver: Resolver, domain: string): Promise<MxLookup> {
  try {
    const records = await resolver.resolveMx(domain);
    if (records.length === 1 && (records[0]?.exchange === '' || records[0]?.exchange === '.'))
      return { kind: 'null-mx' };
    return { kind: 'hosts', hosts: records.map((mx) => ({ host: mx.exchange, preference: mx.priority })) };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOTFOUND') return { kind: 'no-such-domain' };
    if (code !== 'ENODATA') return { kind: 'failed', error: `DNS: ${code}` };
  }
  try {
    // A domain that has only an IPv6 address exists, though we do not reach it.
    await resolver.resolve4(domain).catch(() => resolver.resolve6(domain));
    return { kind: 'hosts', hosts: [{ host: domain, preference: 0 }] };
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENODATA' || code === 'ENOTFOUND'
      ? { kind: 'no-such-domain' }
      : { kind: 'failed', error: `DNS: ${code}` };
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
