import { describe, expect, it } from 'vitest';
import { startPipeline, submissionFor } from '#test/support/pipeline.ts';
import { until } from '#test/support/until.ts';

describe('an egress in its warm-up', () => {
  it('sends a day’s messages over all sites, and no more; the rest waits for the next day', async () => {
    await using pipeline = await startPipeline({
      receivers: { 'one.test': {}, 'two.test': {} },
      overrides: {
        egressCaps: {
          // Before its first day a schedule's first cap holds.
          warmUp: { startDate: '2100-01-01', timeZone: farFromMidnight(), dailyCaps: [20] },
        },
      },
    });
    await pipeline.enqueue(
      Array.from({ length: 30 }, (_, nth) =>
        submissionFor(`mail-${nth}`, `user${nth}@${nth % 2 ? 'one' : 'two'}.test`),
      ),
    );
    const copies = async () => (await pipeline.receivers.stats()).reduce((sum, stats) => sum + stats.copies, 0);
    await until(async () => (await copies()) === 20, { withinMs: 60_000 });
    // The others have met the cap when nothing of them is visible any more.
    await until(async () => (await pipeline.depths()).every(({ visible, inFlight }) => visible + inFlight === 0), {
      withinMs: 60_000,
    });
    expect(await copies()).toBe(20);
    expect(await pipeline.audit()).toMatchObject({ accepted: 30, byState: { delivered: 20 }, doubts: 0, lost: [] });
  });
});

/** A zone in which the day does not end while the test runs. */
function farFromMidnight(): string {
  return new Date().getUTCHours() < 12 ? 'Etc/UTC' : 'Etc/GMT+11';
}
