import { BlockList } from 'node:net';

/** IPv4 networks that no public MX host lies in: a receiver's DNS must not point our senders at our own network (RFC 6890). */
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

export function isInternalAddress(ipv4: string): boolean {
  return internal.check(ipv4);
}
