import { expect, test } from 'vitest';
import { succeededIds } from '#infra/local/mapping/batch-response.ts';

const ids = ['a', 'b', 'c'];
const failures = (...itemIdentifiers: unknown[]) => ({
  batchItemFailures: itemIdentifiers.map((itemIdentifier) => ({ itemIdentifier })),
});

test.each([
  ['nothing', null],
  ['an empty object', {}],
  ['a null list', { batchItemFailures: null }],
  ['an empty list', failures()],
])('%s means that the whole batch succeeded', (_, value) => {
  expect(succeededIds({ kind: 'returned', value }, ids, true)).toEqual(ids);
});

test('the named items failed, the others succeeded', () => {
  expect(succeededIds({ kind: 'returned', value: failures('b', 'b') }, ids, true)).toEqual(['a', 'c']);
});

test.each([
  ['text', 'done'],
  ['a list that is none', { batchItemFailures: 'b' }],
  ['an item without identifier', { batchItemFailures: [{ itemId: 'a' }] }],
  ['an empty identifier', failures('')],
  ['a null identifier', failures(null)],
  ['an identifier that is not of the batch', failures('a', 'z')],
])('%s means that the whole batch failed', (_, value) => {
  expect(succeededIds({ kind: 'returned', value }, ids, true)).toEqual([]);
});

test('without partial responses only the end of the invocation counts', () => {
  expect(succeededIds({ kind: 'returned', value: failures('b') }, ids, false)).toEqual(ids);
});

test.each([
  { kind: 'threw', error: 'x' } as const,
  { kind: 'timed-out' } as const,
  { kind: 'ended', cause: 'SIGKILL' } as const,
])('an invocation that $kind succeeded with nothing', (result) => {
  expect(succeededIds(result, ids, true)).toEqual([]);
  expect(succeededIds(result, ids, false)).toEqual([]);
});
