import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Finding } from './finding.ts';
import type { Zone } from './zone.ts';

/** What a domain signs with; `key` is null where the private key cannot be read from here. */
export interface ExpectedKey {
  readonly domain: string;
  readonly selector: string;
  readonly key: KeyObject | null;
}

/** RFC 8301 §3.2; Gmail takes keys from 1024 bits on and recommends 2048. */
const advisedBits = 2048;

/** The public key under the selector is there, and is that of the key that signs (RFC 6376 §3.6). */
export async function checkDkim({ domain, selector, key }: ExpectedKey, zone: Zone): Promise<Finding> {
  const name = `${selector}._domainkey.${domain}`;
  const publish = key ? { name, type: 'TXT' as const, value: dkimRecord(key) } : undefined;
  const found = (state: Finding['state'], says: string, record = publish): Finding => ({
    check: 'DKIM',
    about: name,
    state,
    says,
    ...(record && state !== 'good' ? { publish: record } : {}),
  });
  const texts = await zone.txt(name);
  if (texts.kind === 'failed') return found('unknown', `no answer: ${texts.error}`, undefined);
  if (texts.kind === 'none') return found('fault', 'no key is published: signatures do not verify');
  if (texts.values.length > 1) return found('fault', `${texts.values.length} records: leave the one of the key`);
  const published = publishedKey(texts.values[0] ?? '');
  if ('fault' in published) return found('fault', published.fault);
  const bits = published.key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key && !published.key.equals(createPublicKey(key))) {
    return found('fault', 'the key that is published is not the one that signs: signatures do not verify');
  }
  if (bits < advisedBits) return found('advice', `a key of ${bits} bits: change to one of ${advisedBits}`, undefined);
  const says = key ? 'the key that signs' : 'a key (whether it is the one that signs cannot be told from here)';
  return found('good', `${says}, ${bits} bits`);
}

/** `v=DKIM1; k=rsa; p=…` of a private or public key. */
export function dkimRecord(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
}

function publishedKey(text: string): { readonly key: KeyObject } | { readonly fault: string } {
  const tags = readTags(text);
  const version = tags.get('v');
  if (version !== undefined && version !== 'DKIM1') return { fault: `is no DKIM record: v=${version}` };
  const p = tags.get('p')?.replaceAll(/\s/g, '');
  if (p === undefined) return { fault: 'has no key (p=)' };
  if (p === '') return { fault: 'the key is revoked (p= is empty)' };
  try {
    const key = createPublicKey({ key: Buffer.from(p, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'rsa' ? { key } : { fault: `is a key of type ${key.asymmetricKeyType}, not rsa` };
  } catch {
    return { fault: 'its key (p=) cannot be read: it may have been cut at 255 characters' };
  }
}

/** Tag lists of DKIM and DMARC: `a=1; b=2` (RFC 6376 §3.2). */
export function readTags(text: string): Map<string, string> {
  return new Map(
    text.split(';').flatMap((part): [string, string][] => {
      const at = part.indexOf('=');
      return at < 0 ? [] : [[part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()]];
    }),
  );
}
