import { expect, test } from 'vitest';
import { isAllowedSource, looksLikePlace, parseS3Source } from '#shared/mail/s3-source.ts';

test.each([
  's3://b',
  's3://bucket/',
  's3://bucket//a',
  's3://bucket/a/../b',
  's3://bucket/./a',
  'S3://bucket/a',
  'http://bucket/a',
  's3://Bucket/a',
  's3://bucket/a\nb',
])('refuses %j as an object', (text) => {
  expect(parseS3Source(text)).toBeNull();
});

test('reads bucket and key', () => {
  expect(parseS3Source('s3://my.bucket-1/in/a file ä.pdf')).toEqual({ bucket: 'my.bucket-1', key: 'in/a file ä.pdf' });
});

test.each([
  [['bucket/in'], true],
  [['bucket/in/'], true],
  [['bucket'], true],
  [['bucket/in/mail'], true],
  [['bucket/in/mail/a'], false],
  [['bucket/i'], false],
  [['buck'], false],
  [['other/in', 'bucket/out'], false],
  [[], false],
])('an object of s3://bucket/in/mail/ under %j: %s', (allowed, isAllowed) => {
  expect(isAllowedSource({ bucket: 'bucket', key: 'in/mail/ab' }, allowed)).toBe(isAllowed);
});

test.each([
  'file:///etc/passwd',
  '/etc/passwd',
  './a.html',
  '../a.html',
  'https://example.com/a',
  'C:\\a.html',
  ' data:text/html,a ',
])('sees that %j is a place', (text) => {
  expect(looksLikePlace(text)).toBe(true);
});

test.each(['<p>https://example.com/</p>', 'See https://example.com/', 'Hello', '', '1/2', 'a: b'])(
  'sees that %j is content',
  (text) => {
    expect(looksLikePlace(text)).toBe(false);
  },
);
