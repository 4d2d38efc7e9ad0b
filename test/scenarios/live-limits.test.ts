import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { endpointVariables } from '#infra/local/aws/client-config.ts';
import { run } from '#test/infra/cli/run.ts';
import { startPipeline, submissionFor, withBatchSize } from '#test/support/pipeline.ts';
import { until } from '#test/support/until.ts';

const messages = 450;
/** A second; so many acceptances tell how long it was at least. */
const rate = 10;

it('keeps to a limit that is set while it sends, within 30 s, and remembers what it had learned', async () => {
  await using pipeline = await startPipeline({
    receivers: { 'one.test': {} },
    overrides: { maxConcurrency: 8, limits: { 'one.test': { rate: `${rate}/s` } } },
    config: withBatchSize(20),
  });
  const outputs = join(pipeline.dir, 'outputs.json');
  const environment = endpointVariables(pipeline.aws.clientConfig('operator'));
  writeFileSync(outputs, JSON.stringify({ Sluice: pipeline.aws.outputs, environment }));
  const sluice = (...args: string[]) => run([...args, '--resources', outputs]);
  const slotLimit = async (): Promise<number> =>
    JSON.parse((await sluice('status', 'one.test', '--seconds', '0', '--json')).out).sites[0].slots.limit;
  const copies = async () => (await pipeline.receivers.stats())[0]?.copies ?? 0;
  const peak = async () => (await pipeline.receivers.stats())[0]?.connectionsPeak ?? 0;

  await pipeline.enqueue(
    Array.from({ length: messages }, (_, index) => submissionFor(`mail-${index}`, `user${index}@one.test`)),
  );
  await until(async () => (await peak()) >= 2, { withinMs: 60_000 });
  const learned = await slotLimit();
  expect(learned).toBeGreaterThanOrEqual(2);

  expect(await sluice('limits', 'set', 'one.test', `${rate}/s`, '1 connection')).toMatchObject({ code: 0, err: '' });
  const set = await copies();
  expect(set + 30 * rate).toBeLessThan(messages - 50);
  await until(async () => (await copies()) >= set + 30 * rate, { withinMs: 120_000 });
  pipeline.receivers.restartPeaks();

  expect(await pipeline.untilDrained(messages)).toMatchObject({ byState: { delivered: messages }, doubts: 0 });
  expect(await peak()).toBe(1);

  expect((await sluice('limits', 'unset', 'one.test')).code).toBe(0);
  expect(await slotLimit()).toBeGreaterThanOrEqual(learned);
}, 240_000);
