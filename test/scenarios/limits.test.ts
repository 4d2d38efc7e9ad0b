import { describe, expect, it } from 'vitest';
import { startPipeline, submissionFor, withBatchSize } from '#test/support/pipeline.ts';

const messages = 400;

describe('a receiver that allows five connections', () => {
  it.each([10, 40])('never has more than five of ours when told, with %i invocations at once', async (concurrency) => {
    await using pipeline = await startPipeline({
      receivers: { 'five.test': { limits: { connections: 5 } } },
      overrides: { maxConcurrency: concurrency, limits: { 'five.test': { connections: 5 } } },
      // Small batches, so that many invocations want the receiver at the same time.
      config: withBatchSize(10),
    });
    await pipeline.enqueue(
      Array.from({ length: messages }, (_, index) => submissionFor(`mail-${index}`, `user${index}@five.test`)),
    );
    expect(await pipeline.untilDrained(messages)).toMatchObject({ byState: { delivered: messages }, doubts: 0 });
    const [stats] = await pipeline.receivers.stats();
    expect(stats?.connectionsPeak).toBeLessThanOrEqual(5);
    expect(stats?.refusals).toEqual({});
    expect(stats?.copies).toBe(messages);
  });

  it('gets all mail once when it was not told, too', async () => {
    await using pipeline = await startPipeline({
      receivers: { 'five.test': { limits: { connections: 5 } } },
      overrides: { maxConcurrency: 20 },
    });
    await pipeline.enqueue(
      Array.from({ length: messages }, (_, index) => submissionFor(`mail-${index}`, `user${index}@five.test`)),
    );
    expect(await pipeline.untilDrained(messages)).toMatchObject({ byState: { delivered: messages }, doubts: 0 });
    const [stats] = await pipeline.receivers.stats();
    expect(stats?.copies).toBe(messages);
  });
});
