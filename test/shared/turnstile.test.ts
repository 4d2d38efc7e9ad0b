import { expect, test } from 'vitest';
import { createTurnstile } from '#shared/turnstile.ts';

test('never runs more than its places at once, and goes on after a failure', async () => {
  const inTurn = createTurnstile(2);
  let running = 0;
  let most = 0;
  const work = (index: number) => async () => {
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running--;
    if (index % 3 === 0) throw new Error('failed');
    return index;
  };
  const results = await Promise.allSettled(Array.from({ length: 10 }, (_, index) => inTurn(work(index))));

  expect(most).toBe(2);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
});
