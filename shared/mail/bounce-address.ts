import { createHmac, timingSafeEqual } from 'node:crypto';
import { fromBase32, toBase32 } from './base32.ts';

/** 80 bits: who guesses 1,000 a second needs 10¹³ years, and the local part stays short. */
const macBytes = 10;
/** A delivery id is 22 base64url characters: 132 bits, in 17 bytes. */
const idBytes = 17;

/**
 * The return path of one delivery (VERP): `b+<delivery id><HMAC>@<domain>`, both in base32, 28 + 16 characters, so that the local part
 * has 46 of the 64 octets that RFC 5321 §4.5.3.1.1 allows and reads the same in any case. The HMAC keeps anybody who is not us from
 * naming a delivery, and so from suppressing a stranger by a forged bounce.
 */
export function bounceAddress(deliveryId: string, domain: string, secret: string): string {
  const id = toBase32(Buffer.from(`${deliveryId}A`, 'base64url'));
  return `b+${id}${macOf(deliveryId, secret)}@${domain}`;
}

/**
 * The delivery id that a bounce address names; null where it is none of ours: another form, or an HMAC under none of `secrets` (the
 * present one and those before it, so that a rotation does not orphan the bounces that are on their way).
 */
export function parseBounceAddress(address: string, secrets: readonly string[]): string | null {
  const [, id = '', mac = ''] = /^b\+([a-z2-7]{28})([a-z2-7]{16})@/.exec(address.toLowerCase()) ?? [];
  const bytes = fromBase32(id);
  if (bytes?.length !== idBytes) return null;
  const deliveryId = bytes.toString('base64url').slice(0, -1);
  const isOurs = secrets.some((secret) => timingSafeEqual(Buffer.from(macOf(deliveryId, secret)), Buffer.from(mac)));
  return isOurs ? deliveryId : null;
}

function macOf(deliveryId: string, secret: string): string {
  const mac = createHmac('sha256', secret).update(`bounce\0${deliveryId}`).digest();
  return toBase32(mac.subarray(0, macBytes));
}

/** A secret shorter than this can be guessed from one bounce address. */
const minSecretLength = 32;

/** The secrets of a text that holds one a line, the present one first; null where one is too short to be one. */
export function parseBounceSecrets(text: string): readonly [string, ...string[]] | null {
  const [first, ...rest] = text.split(/\s+/).filter((line) => line !== '');
  if (first === undefined || [first, ...rest].some((secret) => secret.length < minSecretLength)) return null;
  return [first, ...rest];
}
