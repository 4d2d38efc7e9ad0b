import { lookup } from 'node:dns/promises';
import { connect, type Socket } from 'node:net';
import type { AddressLookup, LookUpAddresses } from '../routing/lookup.ts';
import type { Target } from '../routing/site.ts';

/** A host's addresses that are tried, one after the other (RFC 5321 §5.1). */
const maxAddresses = 3;

/**
 * Connects to a host over IPv4: a NAT gateway has no IPv6, and senders are known by IPv4 addresses. A host of a route or a relay
 * is found as the system finds hosts; an MX host by DNS alone, and only where it has a public address.
 */
export async function openSocket(
  target: Target,
  leftMs: number,
  lookUp: LookUpAddresses,
  connectTimeoutMs: number,
): Promise<Socket | Error> {
  const found = await (target.trusted ? lookUpBySystem(target.host) : lookUp(target.host));
  if (found.kind !== 'addresses') return new Error(`${target.host} has no address to connect to: ${tell(found)}`);
  const untilMs = performance.now() + leftMs;
  let failure = new Error('no address to try');
  for (const address of found.addresses.slice(0, maxAddresses)) {
    const timeoutMs = Math.min(connectTimeoutMs, untilMs - performance.now());
    if (timeoutMs <= 0) break;
    const socket = await connectTo(address, target.port, timeoutMs);
    if (!(socket instanceof Error)) return socket;
    failure = socket;
  }
  return failure;
}

function connectTo(address: string, port: number, timeoutMs: number): Promise<Socket | Error> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, family: 4 });
    const fail = (error: Error) => {
      socket.destroy();
      resolve(error);
    };
    socket.setTimeout(timeoutMs, () => fail(new Error(`${address}:${port} took no connection in time`)));
    socket.once('error', fail);
    socket.once('connect', () => {
      socket.removeListener('error', fail);
      // nodemailer listens to the socket in use, which within TLS is another one.
      socket.on('error', () => undefined);
      socket.setTimeout(0);
      socket.removeAllListeners('timeout');
      resolve(socket);
    });
  });
}

async function lookUpBySystem(host: string): Promise<AddressLookup> {
  try {
    const found = await lookup(host, { all: true, family: 4 });
    return { kind: 'addresses', addresses: found.map(({ address }) => address) };
  } catch (error) {
    return { kind: 'failed', error: error instanceof Error ? error.message : String(error) };
  }
}

function tell(found: Exclude<AddressLookup, { kind: 'addresses' }>): string {
  return found.kind === 'failed' ? found.error : found.kind;
}
