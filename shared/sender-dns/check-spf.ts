import type { Finding } from './finding.ts';
import type { SenderAddress } from './sender-address.ts';
import type { Zone } from './zone.ts';

/** The result of an evaluation (RFC 7208 §2.6), with what it found wrong. */
export interface SpfResult {
  readonly result: 'pass' | 'fail' | 'softfail' | 'neutral' | 'none' | 'temperror' | 'permerror';
  readonly comment: string;
}

/** Evaluates SPF as a receiver does that is connected to from `address`. */
export type EvaluateSpf = (address: string, domain: string) => Promise<SpfResult>;

/** SPF of a domain that stands in MAIL FROM: one record, that passes for each address that mail leaves by. */
export async function checkSpf(
  domain: string,
  addresses: readonly SenderAddress[],
  zone: Zone,
  evaluate: EvaluateSpf,
): Promise<Finding[]> {
  const texts = await zone.txt(domain);
  const found = (state: Finding['state'], says: string, publish?: Finding['publish']): Finding => ({
    check: 'SPF',
    about: domain,
    state,
    says,
    ...(publish ? { publish } : {}),
  });
  if (texts.kind === 'failed') return [found('unknown', `no answer: ${texts.error}`)];
  const records = texts.kind === 'found' ? texts.values.filter((text) => /^v=spf1( |$)/i.test(text)) : [];
  const [record] = records;
  if (record === undefined) {
    if (addresses.length === 0) {
      return [found('advice', 'no SPF record: needed only where your relay puts this domain into MAIL FROM')];
    }
    const says = 'no SPF record: receivers cannot tell your mail from forged mail';
    const known = addresses.flatMap(({ address }) => (address === null ? [] : [address]));
    return [found('fault', says, known.length < addresses.length ? undefined : spfRecord(domain, known))];
  }
  if (records.length > 1) {
    return [found('fault', `${records.length} SPF records, which is an error (RFC 7208 §4.5): make them one`)];
  }
  if (addresses.length === 0) return [found('good', `${record} (your relay says what it must include)`)];
  return Promise.all(
    addresses.map(async ({ address, ehloName }) => {
      if (address === null) {
        return found(
          'unknown',
          `whether it passes for ${ehloName} can be told after the deploy: its address is not known`,
        );
      }
      const { result, comment } = await evaluate(address, domain);
      switch (result) {
        case 'pass':
          return found('good', `passes for ${address}`);
        case 'temperror':
          return found('unknown', `could not be evaluated for ${address}: ${comment}`);
        case 'permerror':
          return found('fault', `is in error (${comment}): ${record}`);
        default:
          return found('fault', `says ${result} for ${address}`, {
            name: domain,
            type: 'TXT',
            value: withAddress(record, address),
          });
      }
    }),
  );
}

function spfRecord(domain: string, addresses: readonly string[]) {
  const value = ['v=spf1', ...addresses.map((address) => `ip4:${address}`), '-all'].join(' ');
  return { name: domain, type: 'TXT', value } as const;
}

/** First, so that it is found before any look-up is spent. */
function withAddress(record: string, address: string): string {
  return record.replace(/^v=spf1/i, (version) => `${version} ip4:${address}`);
}
