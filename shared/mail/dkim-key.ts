import { createPrivateKey, type KeyObject } from 'node:crypto';

/** What we sign with: the domain (`d=`) and selector (`s=`) whose DNS record holds the public part of `key`. */
export interface SigningKey {
  readonly domain: string;
  readonly selector: string;
  readonly key: KeyObject;
}

/** RFC 8301 §3.2: signers use at least 1024 bits; 2048 are right. */
const minModulusBits = 1024;

/**
 * Parses the text of a DKIM secret: an RSA private key in PEM (PKCS#1 or PKCS#8, unencrypted), or its base64 alone. A reason never
 * holds any of the text. Ed25519 (RFC 8463) is refused: most receivers cannot verify it, and to them the mail would be unsigned.
 */
export function parseDkimKey(secret: string): { readonly key: KeyObject } | { readonly problem: string } {
  const key = readKey(secret);
  if (!key) return { problem: 'is no private key: give an RSA key in PEM, without a passphrase' };
  if (key.asymmetricKeyType !== 'rsa') {
    return { problem: `is a key of type ${key.asymmetricKeyType}: give an RSA key, which every receiver can verify` };
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < minModulusBits) {
    return {
      problem: `is an RSA key of ${bits} bits: give one of 2048 (RFC 8301 refuses less than ${minModulusBits})`,
    };
  }
  return { key };
}

function readKey(secret: string): KeyObject | null {
  // Consoles and shells like to keep line breaks as the two characters \n.
  const text = secret.replaceAll('\\n', '\n').trim();
  const der = { key: Buffer.from(text, 'base64'), format: 'der' } as const;
  const forms = text.startsWith('-----BEGIN ')
    ? [text]
    : [
        { ...der, type: 'pkcs8' as const },
        { ...der, type: 'pkcs1' as const },
      ];
  for (const form of forms) {
    try {
      return createPrivateKey(form);
    } catch {
      // Another form, or none.
    }
  }
  return null;
}
