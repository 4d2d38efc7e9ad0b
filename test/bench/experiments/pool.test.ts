import { expect, test } from 'vitest';
import type { Job } from './experiments.ts';
import { startPool } from './pool.ts';

const job: Job = { experiment: 'converge', cell: '5 connections, 20 ms a message', handlers: 1, seed: 1, trace: false };

test('a run gives the same figures in whichever thread and after whatever else it goes', async () => {
  await using one = startPool(1);
  const inTurn = await Promise.all([one.run(job), one.run({ ...job, seed: 2 }), one.run(job)]);
  await using two = startPool(2);
  const atOnce = await Promise.all([two.run({ ...job, seed: 2 }), two.run(job)]);
  expect(inTurn[2]).toEqual(inTurn[0]);
  expect(atOnce).toEqual([inTurn[1], inTurn[0]]);
  expect(inTurn[1]).not.toEqual(inTurn[0]);
});

test('a run that throws says which, and the next one goes on', async () => {
  await using pool = startPool(1);
  const [failed, next] = await Promise.allSettled([pool.run({ ...job, cell: 'nobody' }), pool.run(job)]);
  expect(failed).toMatchObject({ status: 'rejected', reason: { message: 'nobody, 1 handlers, seed 1 failed' } });
  expect(failed).toHaveProperty('reason.cause.message', 'converge has no receiver "nobody"');
  expect(next.status).toBe('fulfilled');
});
