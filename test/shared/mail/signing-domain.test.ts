import { expect, test } from 'vitest';
import { signingDomainOf } from '#shared/mail/signing-domain.ts';

test.each([
  ['example.com', ['example.com'], 'example.com'],
  ['a.news.example.com', ['example.com', 'news.example.com'], 'news.example.com'],
  ['shop.example.co.uk', ['example.co.uk'], 'example.co.uk'],
  // Above the organizational domain nothing aligns, whoever holds the key.
  ['example.co.uk', ['co.uk', 'uk'], undefined],
  ['ada.github.io', ['github.io'], undefined],
  // A key of a subdomain is not its parent's.
  ['example.com', ['news.example.com'], undefined],
  ['notexample.com', ['example.com'], undefined],
  ['sender.test', ['sender.test'], 'sender.test'],
  ['example.com', [], undefined],
])('mail of %s, with keys of %j, is signed by %s', (from, domains, expected) => {
  expect(signingDomainOf(from, domains)).toBe(expected);
});
