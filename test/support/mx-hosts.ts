import { createSmtpClient } from '#shared/adapters/smtp-client.ts';
import type { LookUpAddresses, LookUpMx } from '#shared/routing/lookup.ts';
import type { TlsPolicy } from '#shared/routing/tls-policy.ts';
import type { OpenSession } from '#shared/smtp/session.ts';
import { deadPort } from './dead-port.ts';
import { type Script, type ScriptedServer, startScriptedServer } from './scripted-smtp.ts';

/** Nothing can be connected to it, on any system. */
const deadAddress = '255.255.255.255';

export interface MxHosts extends AsyncDisposable {
  readonly servers: Readonly<Record<string, ScriptedServer>>;
  /** The hosts that sessions were opened at, in turn. */
  readonly tried: string[];
  readonly lookUpMx: LookUpMx;
  readonly lookUpAddresses: LookUpAddresses;
  openWith(tls: TlsPolicy): OpenSession;
}

/**
 * MX hosts on this machine, each on a port of its own; one without a script does not listen. A name that ends in "*" has an
 * address before its own that is dead. `zones`: the hosts of each domain, the best first.
 */
export async function startMxHosts(
  hosts: Readonly<Record<string, Script | null>>,
  zones: Readonly<Record<string, readonly string[]>>,
): Promise<MxHosts> {
  await using stack = new AsyncDisposableStack();
  const servers: Record<string, ScriptedServer> = {};
  const places = new Map<string, { readonly port: number; readonly addresses: readonly string[] }>();
  for (const [name, script] of Object.entries(hosts)) {
    const host = name.replace('*', '');
    const server = script && stack.use(await startScriptedServer(script));
    if (server) servers[host] = server;
    places.set(host, {
      port: server?.port ?? deadPort,
      addresses: name.endsWith('*') ? [deadAddress, '127.0.0.1'] : ['127.0.0.1'],
    });
  }
  const started = stack.move();
  const tried: string[] = [];
  const lookUpAddresses: LookUpAddresses = async (host) => {
    const place = places.get(host);
    return place ? { kind: 'addresses', addresses: place.addresses } : { kind: 'none' };
  };
  return {
    servers,
    tried,
    lookUpAddresses,
    lookUpMx: async (domain) => ({
      kind: 'hosts',
      hosts: (zones[domain] ?? []).map((host, preference) => ({ host, preference })),
    }),
    openWith(tls) {
      const egress = { kind: 'mx', name: 'local', ehloName: 'sender.test' } as const;
      const clients = new Map(
        [...places].map(([host, { port }]) => [
          host,
          createSmtpClient({ egress, tls, lookUpAddresses, mxPort: port, now: Date.now }),
        ]),
      );
      return async (target, hardStopMs) => {
        tried.push(target.host);
        const open = clients.get(target.host);
        return open ? open(target, hardStopMs) : { kind: 'failed', error: 'no such host' };
      };
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
