/** A DNS record as a user publishes it. */
export interface DnsRecord {
  readonly name: string;
  readonly type: 'A' | 'MX' | 'PTR' | 'TXT';
  readonly value: string;
}

/**
 * What was found in DNS about one thing that receivers look at. `good`: as they want it; `fault`: mail is refused or filtered
 * for it; `advice`: it works, and could be better; `unknown`: DNS, or a list, did not say.
 */
export interface Finding {
  readonly check: 'PTR' | 'SPF' | 'DKIM' | 'DMARC' | 'MX' | 'lists';
  /** The address or domain that was looked at. */
  readonly about: string;
  readonly state: 'good' | 'fault' | 'advice' | 'unknown';
  /** One sentence: what is there, and what would be right. */
  readonly says: string;
  /** What to publish, where that is known. */
  readonly publish?: DnsRecord;
}
