import { expect, it } from 'vitest';
import { startPipeline, submissionFor, withBatchSize } from '#test/support/pipeline.ts';
import { until } from '#test/support/until.ts';

const messages = 600;

it('loses nothing and doubles nothing unnamed when senders are killed in mid-run, three times all at once', async () => {
  await using pipeline = await startPipeline({
    receivers: { 'open.test': {}, 'five.test': { limits: { connections: 5 } } },
    // Killed mail reappears after its visibility time-out, six times this.
    overrides: { functionTimeoutSeconds: 5, maxConcurrency: 10 },
    config: withBatchSize(20),
  });
  const { aws, receivers } = pipeline;
  const submissions = Array.from({ length: messages }, (_, index) =>
    submissionFor(`mail-${index}`, `user${index}@${index % 3 === 0 ? 'five' : 'open'}.test`),
  );
  await pipeline.enqueue(submissions);

  const busy = () => aws.environments().filter((environment) => environment.busy);
  const copiesNow = () => receivers.latest().reduce((sum, { copies }) => sum + copies, 0);
  let killed = 0;
  /** One alone at first, then all that run, as the receivers' count passes each mark. */
  for (const [mark, all] of [
    [20, false],
    [60, true],
    [150, true],
    [240, true],
  ] as const) {
    await until(() => copiesNow() >= mark && busy().length >= (all ? 2 : 1), { withinMs: 60_000, everyMs: 2 });
    for (const { pid } of all ? busy() : busy().slice(0, 1)) {
      process.kill(pid, 'SIGKILL');
      killed++;
    }
  }
  const report = await pipeline.untilDrained(messages, 120_000);
  expect(killed).toBeGreaterThan(3);
  expect(report).toMatchObject({ accepted: messages, waiting: 0, byState: { delivered: messages } });

  const copies = await pipeline.copies();
  const ids: string[] = [];
  for await (const batch of pipeline.reader.accepted(Date.now() - 86_400_000, Date.now())) ids.push(...batch.ids);
  const accepted = [...new Set(ids)];
  const records = await pipeline.reader.readConsistent(accepted);
  for (const id of accepted) {
    expect(copies.get(id) ?? 0).toBeGreaterThanOrEqual(1);
    expect(copies.get(id) ?? 0).toBeLessThanOrEqual(1 + (records.get(id)?.doubts ?? 0));
  }
  expect(copies.size).toBe(messages);
}, 300_000);
