import { expect, it } from 'vitest';
import { retryEntries } from '#shared/adapters/retry-entries.ts';

const clock = { now: () => 0, sleep: async () => undefined };

it('keeps for sent what one try has sent when the next try fails as a whole', async () => {
  const tries: (readonly number[])[] = [];
  const results = await retryEntries(
    3,
    async (indexes) => {
      tries.push(indexes);
      if (tries.length === 2) throw new Error('away');
      return [{ Id: '1', SenderFault: false, Code: 'InternalError' }];
    },
    clock,
    3,
  );
  expect(tries).toEqual([[0, 1, 2], [1]]);
  expect(results.map((error) => error?.message ?? null)).toEqual([null, 'away', null]);
});

it('does not send again what is the sender’s own fault', async () => {
  let calls = 0;
  const [error] = await retryEntries(1, async () => [{ Id: '0', SenderFault: true, Code: `bad${++calls}` }], clock, 3);
  expect(error?.message).toContain('bad1');
  expect(calls).toBe(1);
});
