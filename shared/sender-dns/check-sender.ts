import { checkDkim, type ExpectedKey } from './check-dkim.ts';
import { checkDmarc } from './check-dmarc.ts';
import { checkLists } from './check-lists.ts';
import { checkMx } from './check-mx.ts';
import { checkPtr } from './check-ptr.ts';
import { checkSpf, type EvaluateSpf } from './check-spf.ts';
import type { SenderAddress } from './sender-address.ts';
import type { Finding } from './finding.ts';
import type { Zone } from './zone.ts';

/** What receivers see of a sender. */
export interface Sender {
  /** Addresses that mail leaves by, with what EHLO says there; none under a relay. */
  readonly addresses: readonly SenderAddress[];
  readonly fromDomains: readonly string[];
  /** Domains of MAIL FROM. */
  readonly returnDomains: readonly string[];
  readonly keys: readonly ExpectedKey[];
}

/** Looks at all that DNS says of a sender, in the order in which a receiver asks. */
export async function checkSender(sender: Sender, zone: Zone, evaluateSpf: EvaluateSpf): Promise<Finding[]> {
  const { addresses, fromDomains, returnDomains, keys } = sender;
  const known = addresses.flatMap(({ address }) => (address === null ? [] : [address]));
  const both = [...new Set([...returnDomains, ...fromDomains])];
  const findings = await Promise.all([
    ...addresses.map((address) => checkPtr(address, zone)),
    ...known.map((address) => checkLists(address, 'addresses', zone)),
    ...returnDomains.map((domain) => checkSpf(domain, addresses, zone, evaluateSpf)),
    ...keys.map((key) => checkDkim(key, zone)),
    ...fromDomains.map((domain) => checkDmarc(domain, zone)),
    ...both.map((domain) => checkMx(domain, zone)),
    ...both.map((domain) => checkLists(domain, 'domains', zone)),
  ]);
  return findings.flat();
}
