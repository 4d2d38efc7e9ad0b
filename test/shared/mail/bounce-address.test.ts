import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAddrSpec } from '#shared/mail/address.ts';
import { bounceAddress, parseBounceAddress, parseBounceSecrets } from '#shared/mail/bounce-address.ts';
import { deliveryId } from '#shared/mail/delivery.ts';

const secret = 'k'.repeat(32);
const old = 'o'.repeat(32);
const ids = fc.string().map((text) => deliveryId('example.com', text, 'a@b.co'));

test('names a delivery, in any case of letters, in a local part of 54 octets', () => {
  fc.assert(
    fc.property(ids, (id) => {
      const address = bounceAddress(id, 'Grace@example.org', 'bounce.example.com', secret);
      expect(parseAddrSpec(address)).toEqual({ address });
      expect(address.indexOf('@')).toBe(54);
      expect(parseBounceAddress(address, [secret])?.deliveryId).toBe(id);
      expect(parseBounceAddress(address.toUpperCase(), [secret])?.deliveryId).toBe(id);
      expect(parseBounceAddress(address, ['n'.repeat(32), secret])?.deliveryId).toBe(id);
    }),
  );
});

test('a forged address is none: one under another secret, and one with any character changed', () => {
  const id = deliveryId('example.com', 'order-42', 'grace@example.org');
  const address = bounceAddress(id, 'Grace@example.org', 'bounce.example.com', secret);
  expect(parseBounceAddress(address, [old])).toBeNull();
  expect(parseBounceAddress(address, [])).toBeNull();
  for (let at = 2; at < 46; at++) {
    const other = address.charAt(at) === 'a' ? 'b' : 'a';
    const forged = address.slice(0, at) + other + address.slice(at + 1);
    expect(parseBounceAddress(forged, [secret]), forged).toBeNull();
  }
  const stranger = bounceAddress(deliveryId('example.com', 'x', 'y@z.co'), 'y@z.co', 'bounce.example.com', old);
  expect(parseBounceAddress(stranger.slice(0, 30) + address.slice(30), [secret])).toBeNull();
});

test('proves the recipient: who was sent one delivery cannot name another recipient for it', () => {
  const id = deliveryId('example.com', 'order-42', 'grace@example.org');
  const address = bounceAddress(id, 'grace@example.org', 'bounce.example.com', secret);
  const proven = parseBounceAddress(address, [secret]);
  expect(proven?.isTo('Grace@Example.ORG')).toBe(true);
  expect(proven?.isTo('alan@example.org')).toBe(false);
  const forged = `${address.slice(0, 46)}${'a'.repeat(8)}@bounce.example.com`;
  expect(parseBounceAddress(forged, [secret])?.isTo('grace@example.org')).toBe(false);
});

test('whatever it is given, it answers with an id or null', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^b\+[a-z2-7]{52}@a\.co$/)), (text) => {
      expect(parseBounceAddress(text, [secret])).toBeNull();
    }),
  );
});

test('secrets stand one a line, the present one first; a short one is none', () => {
  expect(parseBounceSecrets(`${secret}\n${old}\n`)).toEqual([secret, old]);
  expect(parseBounceSecrets('')).toBeNull();
  expect(parseBounceSecrets(`${secret}\nshort`)).toBeNull();
});
