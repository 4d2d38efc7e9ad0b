import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';

/** An RSA key pair: the private part as a secret holds it, the public part as DNS does. */
export function createDkimPair(modulusLength = 2048) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  return { privateKey, pem: pemOf(privateKey), record: recordOf(publicKey) };
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function recordOf(key: KeyObject): string {
  return `v=DKIM1; k=rsa; p=${key.export({ type: 'spki', format: 'der' }).toString('base64')}`;
}

export interface Verified {
  readonly result: string;
  readonly domain: string | undefined;
  /** The domain of From that the signature aligns with, relaxed; false where it does not. */
  readonly aligned: string | false;
  readonly signedNames: readonly string[];
}

/** What an independent verifier makes of each signature of a message; `records` stand for DNS: name → TXT. */
export async function verifyDkim(
  message: Uint8Array | string,
  records: Readonly<Record<string, string>>,
): Promise<Verified[]> {
  const resolver = async (name: string): Promise<string[][]> => {
    const record = records[name];
    if (record === undefined) throw Object.assign(new Error(`no record ${name}`), { code: 'ENOTFOUND' });
    return [[record]];
  };
  const { results } = await dkimVerify(Buffer.from(message), { resolver });
  return results.map(({ status, signingDomain, signingHeaders }) => ({
    result: `${status.result}${status.comment ? ` (${status.comment})` : ''}`,
    domain: signingDomain,
    aligned: status.aligned ?? false,
    signedNames: (signingHeaders?.keys ?? '').toLowerCase().split(/\s*:\s*/),
  }));
}
