import { expect, it } from 'vitest';
import { initialState } from '#shared/bucket/state.ts';
import { startScriptedServer, turns } from '#test/support/scripted-smtp.ts';
import { until } from '#test/support/until.ts';
import { copyFor, createHarness } from './harness.ts';

it('an invocation has ten connections under way to a site before one is open, then as many as it may', async () => {
  await using server = await startScriptedServer({});
  const harness = createHarness({ 'a.test': server.port }, { maxSessions: 20 });
  const known = initialState(Date.now());
  harness.buckets.states.set(`local#127.0.0.1:${server.port}`, { ...known, law: { ...known.law, slotLimit: 20 } });
  const { openSession } = harness.deps;
  const gate = Promise.withResolvers<void>();
  let asked = 0;
  const using: typeof harness.deps = {
    ...harness.deps,
    async openSession(...target) {
      asked++;
      await gate.promise;
      return openSession(...target);
    },
  };
  const copies = Array.from({ length: 200 }, (_, index) => copyFor(`user${index}@a.test`));
  const ends = harness.run(copies, { using });
  await until(() => asked >= 10);
  await turns(50);
  expect(asked).toBe(10);
  gate.resolve();
  await ends;
  expect(asked).toBeGreaterThan(10);
  expect(server.copies).toHaveLength(200);
});
