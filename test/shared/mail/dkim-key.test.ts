import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { parseDkimKey } from '#shared/mail/dkim-key.ts';

const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength }).privateKey;
const good = rsa(2048);
const pem = (type: 'pkcs1' | 'pkcs8') => good.export({ type, format: 'pem' }).toString();

test.each([
  ['PKCS#8', pem('pkcs8')],
  ['PKCS#1', pem('pkcs1')],
  ['PEM with a blank line around it', `\n${pem('pkcs8')}\n`],
  ['PEM whose line breaks became \\n', pem('pkcs8').replaceAll('\n', '\\n')],
  ['base64 alone', good.export({ type: 'pkcs8', format: 'der' }).toString('base64')],
  ['base64 of PKCS#1', good.export({ type: 'pkcs1', format: 'der' }).toString('base64')],
])('takes an RSA key as %s', (_what, text) => {
  const parsed = parseDkimKey(text);
  expect('key' in parsed && parsed.key.equals(good)).toBe(true);
});

const ed25519 = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const encrypted = good.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' }).toString();
const publicKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .publicKey.export({ type: 'spki', format: 'pem' })
  .toString();
const short = rsa(512).export({ type: 'pkcs8', format: 'pem' }).toString();

test.each([
  ['an Ed25519 key', ed25519, /ed25519: give an RSA key/],
  ['an RSA key of 512 bits', short, /512 bits: give one of 2048/],
  ['an encrypted key', encrypted, /without a passphrase/],
  ['a public key', publicKey, /no private key/],
  ['a broken key', pem('pkcs8').replace(/\n.{20}/, '\n'), /no private key/],
  ['JSON', JSON.stringify({ privateKey: 'x' }), /no private key/],
  ['nothing', '', /no private key/],
])('refuses %s, and says why without the text', (_what, text, problem) => {
  const parsed = parseDkimKey(text);
  expect(parsed).toMatchObject({ problem: expect.stringMatching(problem) });
  expect(JSON.stringify(parsed)).not.toMatch(/MII|secret/);
});
