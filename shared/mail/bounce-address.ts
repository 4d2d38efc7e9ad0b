import { createHmac, timingSafeEqual } from 'node:crypto';
import { fromBase32, toBase32 } from './base32.ts';

/** 80 bits: who guesses 1,000 a second needs 10¹³ years, and the local part stays short. */
const macBytes = 10;
/** 40 bits: who knows a delivery's address, its recipient, may try to name another. */
const recipientMacBytes = 5;
/** A delivery id is 22 base64url characters: 132 bits, in 17 bytes. */
const idBytes = 17;

/**
 * The return path of one delivery (VERP): `b+<delivery id><HMAC of it><HMAC of its recipient>@<domain>`, in base32, 28 + 16 + 8
 * characters, so that the local part has 54 of the 64 octets that RFC 5321 §4.5.3.1.1 allows and reads the same in any case. The HMACs
 * keep anybody who is not us from naming a delivery, and who was sent one from naming another recipient for it: nobody can have
 * a stranger suppressed by a forged bounce.
 */
export function bounceAddress(deliveryId: string, recipient: string, domain: string, secret: string): string {
  const id = toBase32(Buffer.from(`${deliveryId}A`, 'base64url'));
  return `b+${id}${macOf(deliveryId, secret)}${recipientMacOf(deliveryId, recipient, secret)}@${domain}`;
}

/** What a bounce address of ours proves. */
export interface ProvenDelivery {
  readonly deliveryId: string;
  /** Whether the delivery was to this address; case does not count. */
  isTo(recipient: string): boolean;
}

/**
 * The delivery that a bounce address names; null where it is none of ours: another form, or an HMAC under none of `secrets` (the
 * present one and those before it, so that a rotation does not orphan the bounces that are on their way).
 */
export function parseBounceAddress(address: string, secrets: readonly string[]): ProvenDelivery | null {
  const form = /^b\+([a-z2-7]{28})([a-z2-7]{16})([a-z2-7]{8})@/;
  const [, id = '', mac = '', recipientMac = ''] = form.exec(address.toLowerCase()) ?? [];
  const bytes = fromBase32(id);
  if (bytes?.length !== idBytes) return null;
  const deliveryId = bytes.toString('base64url').slice(0, -1);
  const secret = secrets.find((candidate) => isSame(macOf(deliveryId, candidate), mac));
  if (secret === undefined) return null;
  return {
    deliveryId,
    isTo: (recipient) => isSame(recipientMacOf(deliveryId, recipient, secret), recipientMac),
  };
}

function isSame(left: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(left), Buffer.from(right));
}

function macOf(deliveryId: string, secret: string): string {
  return toBase32(hmac(`bounce\0${deliveryId}`, secret).subarray(0, macBytes));
}

function recipientMacOf(deliveryId: string, recipient: string, secret: string): string {
  const mac = hmac(`recipient\0${deliveryId}\0${recipient.toLowerCase()}`, secret);
  return toBase32(mac.subarray(0, recipientMacBytes));
}

function hmac(text: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}

/** A secret shorter than this can be guessed from one bounce address. */
const minSecretLength = 32;

/** The secrets of a text that holds one a line, the present one first; null where one is too short to be one. */
export function parseBounceSecrets(text: string): readonly [string, ...string[]] | null {
  const [first, ...rest] = text.split(/\s+/).filter((line) => line !== '');
  if (first === undefined || [first, ...rest].some((secret) => secret.length < minSecretLength)) return null;
  return [first, ...rest];
}
