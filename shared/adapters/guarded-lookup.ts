import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, type LookupFunction } from 'node:net';

/** Addresses that no public MX host may have: a receiver's DNS must not point our senders at our own network (RFC 6890). */
const internal = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  internal.addSubnet(network, prefix, 'ipv4');
}

/** A `lookup` for sockets that refuses internal addresses, unless the host was named by an operator. */
export function guardedLookup(isTrusted: boolean): LookupFunction {
  return (hostname, options, callback) => {
    const refuse = (addresses: readonly LookupAddress[]) =>
      !isTrusted && addresses.some(({ address, family }) => family !== 4 || internal.check(address));
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      if (refuse(addresses)) return callback(new Error(`${hostname} has an internal address`), '', 0);
      const first = addresses[0];
      if (options.all) return callback(null, addresses);
      return callback(null, first?.address ?? '', first?.family ?? 4);
    });
  };
}
