import { expect, test } from 'vitest';
import { hasOneClick, unsubscribeHeaders, unsubscribeOf, unsubscribeSchema } from '#shared/mail/unsubscribe.ts';
import { expandUri } from '#shared/mail/uri-template.ts';

const variables = { delivery: 'abc_-1', recipient: "o'neil+a@b.example" };
const headersOf = (input: unknown) => {
  const unsubscribe = unsubscribeOf(unsubscribeSchema.parse(input));
  return unsubscribe ? unsubscribeHeaders(unsubscribe, variables) : [];
};

test('an https URL is filled in for the delivery, and promises one click', () => {
  const headers = headersOf('https://example.com/u/{delivery}?m={recipient}');
  expect(headers).toEqual([
    { key: 'List-Unsubscribe', value: '<https://example.com/u/abc_-1?m=o%27neil%2Ba%40b.example>' },
    { key: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
  ]);
  expect(hasOneClick(headers)).toBe(true);
});

test('a mailto URL alone promises nothing', () => {
  const headers = headersOf('mailto:leave+{delivery}@example.com?subject=leave');
  expect(headers).toEqual([{ key: 'List-Unsubscribe', value: '<mailto:leave+abc_-1@example.com?subject=leave>' }]);
  expect(hasOneClick(headers)).toBe(false);
});

test('of both, the URL comes first', () => {
  expect(headersOf({ url: 'https://a.co/u', mailto: 'mailto:l@a.co' })[0]?.value).toBe(
    '<https://a.co/u>, <mailto:l@a.co>',
  );
});

test.each([
  ['http://example.com/u'],
  ['https://example.com/u?a=>x'],
  ['https://example.com/u?q={email}'],
  ['https://example.com/{'],
  ['https://exa mple.com/'],
  ['https://example.com/ü'],
  ['leave@example.com'],
  ['mailto:leave'],
  ['mailto:leave@example.com, eve@example.net'],
  [`https://example.com/${'a'.repeat(900)}`],
  [{}],
  [{ url: 'mailto:a@b.co' }],
  [{ mailto: 'https://b.co/' }],
  [{ url: 'https://b.co/', href: 'x' }],
])('refuses %j', (input) => {
  expect(unsubscribeSchema.safeParse(input).success).toBe(false);
});

test.each([
  [
    [
      { key: 'list-unsubscribe', value: '<mailto:a@b.co>, < https://b.co/u>' },
      { key: 'List-Unsubscribe-Post', value: 'list-unsubscribe=one-click' },
    ],
    true,
  ],
  [[{ key: 'List-Unsubscribe', value: '<https://b.co/u>' }], false],
  [[{ key: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' }], false],
  [
    [
      { key: 'List-Unsubscribe', value: '<http://b.co/u>' },
      { key: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
    ],
    false,
  ],
])('%j: one click is %s', (fields, expected) => {
  expect(hasOneClick(fields)).toBe(expected);
});

test('an expansion leaves only unreserved characters of a value', () => {
  expect(expandUri('{recipient}', { delivery: '', recipient: '"a b"@ü.co\ud800' })).toMatch(/^[\w.~%-]+$/);
});
