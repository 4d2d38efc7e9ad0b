import { expect, test } from 'vitest';
import { createBoundedMap } from '#shared/bounded-map.ts';

test('remembers the last so many of a hundred thousand', () => {
  const map = createBoundedMap<number>(1_000);
  for (let nth = 0; nth < 100_000; nth++) map.set(`site${nth}`, nth);
  expect(map.size).toBe(1_000);
  expect(map.get('site98999')).toBeUndefined();
  expect(map.get('site99000')).toBe(99_000);
  expect(map.get('site99999')).toBe(99_999);
});

test('keeps what is in use, and forgets what was not got or set for longest', () => {
  const map = createBoundedMap<string | null>(3);
  for (const key of ['got', 'set', 'old']) map.set(key, null);
  expect(map.get('got')).toBeNull();
  map.set('set', 'again');
  map.set('new', 'new');
  expect(['got', 'set', 'old', 'new'].map(map.get)).toEqual([null, 'again', undefined, 'new']);
  map.delete('new');
  expect(map.size).toBe(2);
  map.set('one more', null);
  expect(map.get('got')).toBeNull();
});
