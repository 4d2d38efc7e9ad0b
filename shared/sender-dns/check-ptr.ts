import type { Finding } from './finding.ts';
import type { SenderAddress } from './sender-address.ts';
import type { Zone } from './zone.ts';

/**
 * An address has a name that leads back to it (forward-confirmed reverse DNS), and it is the one that EHLO says. Gmail refuses mail
 * without it with 4.7.23 and 5.7.25 (support.google.com/a/answer/81126); RFC 5321 §4.1.1.1 wants a name that resolves in EHLO.
 */
export async function checkPtr({ address, ehloName }: SenderAddress, zone: Zone): Promise<Finding> {
  if (address === null) {
    const says = 'the address is known after the deploy: then it needs this name, and this name the address';
    return { check: 'PTR', about: ehloName, state: 'unknown', says };
  }
  const about = address;
  const publish = { name: reverseName(address), type: 'PTR', value: ehloName } as const;
  const names = await zone.ptr(address);
  if (names.kind === 'failed') return { check: 'PTR', about, state: 'unknown', says: `no answer: ${names.error}` };
  if (names.kind === 'none') {
    const says = `the address has no name: ask its owner (for an Elastic IP, AWS) to set ${ehloName}`;
    return { check: 'PTR', about, state: 'fault', says, publish };
  }
  const [name = ''] = names.values;
  const back = await zone.a(name);
  if (back.kind === 'failed') return { check: 'PTR', about, state: 'unknown', says: `${name}: ${back.error}` };
  if (back.kind === 'none' || !back.values.includes(address)) {
    const says = `its name ${name} does not lead back to it: give ${name} an A record of ${address}`;
    return { check: 'PTR', about, state: 'fault', says, publish: { name, type: 'A', value: address } };
  }
  if (name.toLowerCase() !== ehloName.toLowerCase()) {
    const says = `its name is ${name}, but EHLO says ${ehloName}: make them the same`;
    return { check: 'PTR', about, state: 'advice', says, publish };
  }
  return { check: 'PTR', about, state: 'good', says: `${name}, which leads back, and is what EHLO says` };
}

/** `203.0.113.7` → `7.113.0.203.in-addr.arpa`. */
export function reverseName(address: string, suffix = 'in-addr.arpa'): string {
  return `${address.split('.').toReversed().join('.')}.${suffix}`;
}
