import { expect, test } from 'vitest';
import { domainsFor, isAllowedDomain } from '#shared/mail/sender-policy.ts';

test('finds the domains of a sender by its exact id, or by a prefix', () => {
  const rules = [
    { senderId: 'AROAROLE:*', domains: ['a.example'] },
    { senderId: 'AIDAUSER', domains: ['b.example'] },
    { senderId: 'AROAROLE:night', domains: ['c.example'] },
  ];
  expect(domainsFor('AROAROLE:night', rules)).toEqual(['a.example', 'c.example']);
  expect(domainsFor('AIDAUSER', rules)).toEqual(['b.example']);
  expect(domainsFor('AIDAUSER2', rules)).toEqual([]);
  expect(domainsFor('', rules)).toEqual([]);
});

test.each([
  ['example.com', ['example.com'], true],
  ['example.com', ['Example.COM'], true],
  ['news.example.com', ['example.com'], false],
  ['news.example.com', ['*.example.com'], true],
  ['a.news.example.com', ['*.example.com'], true],
  ['example.com', ['*.example.com'], false],
  ['evilexample.com', ['*.example.com', 'example.com'], false],
  ['anything.test', ['*'], true],
  ['example.com', [], false],
])('%s under %j: %s', (domain, patterns, isAllowed) => {
  expect(isAllowedDomain(domain, patterns)).toBe(isAllowed);
});
