/** Why mail for a domain goes nowhere. */
export type UnroutableKind = 'null-mx' | 'no-such-domain' | 'no-mail-host' | 'loop' | 'dns-failed';

export interface Unroutable {
  readonly kind: UnroutableKind;
  readonly site: string;
  /** What DNS said, for a human. */
  readonly error: string;
}

interface Consequence {
  readonly outcome: 'bounce' | 'defer';
  /** A reply code and an enhanced status, as a receiver would say it. */
  readonly status: string;
}

/** What becomes of such mail. What DNS states is final, as it is for Postfix; what it does not know is asked again. */
export const consequences: Readonly<Record<UnroutableKind, Consequence>> = {
  // RFC 7505 §4.
  'null-mx': { outcome: 'bounce', status: '556 5.1.10' },
  'no-such-domain': { outcome: 'bounce', status: '550 5.1.2' },
  // RFC 3463 §3.5.
  'no-mail-host': { outcome: 'bounce', status: '550 5.4.4' },
  loop: { outcome: 'bounce', status: '550 5.4.6' },
  'dns-failed': { outcome: 'defer', status: '451 4.4.3' },
};
