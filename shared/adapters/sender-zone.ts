import { Resolver } from 'node:dns/promises';
import { reverseName } from '../sender-dns/check-ptr.ts';
import type { Answer, Zone } from '../sender-dns/zone.ts';

const timeoutMs = 5_000;

/** A resolver of this machine's name servers, or of one that is named as `192.0.2.53` or `127.0.0.1:5353`. */
export function createResolver(server?: string): Resolver {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 2 });
  if (server !== undefined) resolver.setServers([server]);
  return resolver;
}

/** DNS by Node's resolver. */
export function createSenderZone(resolver: Resolver): Zone {
  return {
    txt: (name) => answer(async () => (await resolver.resolveTxt(name)).map((strings) => strings.join(''))),
    a: (name) => answer(() => resolver.resolve4(name)),
    mx: (name) =>
      answer(async () => {
        const records = await resolver.resolveMx(name);
        return records.sort((a, b) => a.priority - b.priority).map(({ exchange }) => exchange);
      }),
    // Not `reverse`, which takes a server that does not answer for a name that is not there.
    ptr: (address) => answer(() => resolver.resolvePtr(reverseName(address))),
  };
}

async function answer<T>(ask: () => Promise<T[]>): Promise<Answer<T>> {
  try {
    const values = await ask();
    return values.length > 0 ? { kind: 'found', values } : { kind: 'none' };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return code === 'ENOTFOUND' || code === 'ENODATA' ? { kind: 'none' } : { kind: 'failed', error: `DNS: ${code}` };
  }
}
