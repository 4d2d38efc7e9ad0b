import { expect, test } from 'vitest';
import { checkCopies } from '#infra/local/report/check-copies.ts';

const receipts = (...ids: (string | null)[]) =>
  ids.map((deliveryId) => ({ receiver: 'x', deliveryId, recipient: 'a@x.test', atMs: 0 }));

test('finds nothing where each accepted delivery is there once', () => {
  const faults = checkCopies(new Set(['a', 'b']), receipts('b', 'a'), () => true);
  expect(faults).toEqual({ missing: [], doubled: [], unexpected: [] });
});

test('names what is missing, doubled, and unexpected', () => {
  const faults = checkCopies(new Set(['a', 'b', 'c']), receipts('a', 'a', 'b', 'z', null), () => true);
  expect(faults).toEqual({ missing: ['c'], doubled: ['a'], unexpected: ['z', '(none)'] });
});

test('expects no copy of what another receiver takes', () => {
  expect(checkCopies(new Set(['a', 'b']), receipts('a'), (id) => id === 'a').missing).toEqual([]);
});
