import { getServers } from 'node:dns';
import type { AddressLookup, LookUpAddresses, LookUpMx, MxLookup } from '../routing/lookup.ts';
import { createDnsCache } from './dns-cache.ts';
import { type AskDns, createDnsClient } from './dns-client.ts';
import { isInternalAddress } from './internal-address.ts';

export interface Dns {
  readonly lookUpMx: LookUpMx;
  readonly lookUpAddresses: LookUpAddresses;
}

export interface DnsOptions {
  readonly now: () => number;
  /** @default those of the system */
  readonly servers?: readonly string[];
  /** Host names whose internal addresses are taken: a test's own hosts. @default none */
  readonly mayBeInternal?: (host: string) => boolean;
}

/** What routing asks of DNS, from one cache. */
export function createDns({ now, servers = getServers(), mayBeInternal = () => false }: DnsOptions): Dns {
  const ask = createDnsCache(createDnsClient(servers), now);
  return {
    lookUpMx: (domain) => lookUpMx(domain, ask),
    lookUpAddresses: (host) => lookUpAddresses(host, ask, mayBeInternal(host)),
  };
}

async function lookUpMx(domain: string, ask: AskDns): Promise<MxLookup> {
  const answer = await ask(domain, 'MX');
  switch (answer.kind) {
    case 'no-data':
      return { kind: 'no-mx' };
    case 'no-such-name':
      return { kind: 'no-such-domain' };
    case 'failed':
      return answer;
    case 'records': {
      const hosts = answer.records.flatMap((record) => (record.type === 'MX' ? [record] : []));
      // Beside other records it means nothing (RFC 7505 §3).
      const isNull = hosts.length === 1 && (hosts[0]?.host === '.' || hosts[0]?.host === '');
      return isNull ? { kind: 'null-mx' } : { kind: 'hosts', hosts };
    }
  }
}

async function lookUpAddresses(host: string, ask: AskDns, mayBeInternal: boolean): Promise<AddressLookup> {
  // RFC 6761 §6.3: this name is never asked for.
  if (host === 'localhost' || host.endsWith('.localhost')) return { kind: 'internal' };
  const answer = await ask(host, 'A');
  switch (answer.kind) {
    case 'no-data':
    case 'no-such-name':
      return { kind: 'none' };
    case 'failed':
      return answer;
    case 'records': {
      const all = answer.records.flatMap((record) => (record.type === 'A' ? [record.address] : []));
      const addresses = mayBeInternal ? all : all.filter((address) => !isInternalAddress(address));
      return addresses.length > 0 ? { kind: 'addresses', addresses } : { kind: 'internal' };
    }
  }
}
