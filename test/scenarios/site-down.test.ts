import { expect, it } from 'vitest';
import { startPipeline, submissionFor } from '#test/support/pipeline.ts';

const each = 150;

it('delivers the open site’s mail without waiting for a site that is down for 20 s', async () => {
  await using pipeline = await startPipeline({
    receivers: { 'open.test': {}, 'down.test': { limits: { downForMs: 20_000 } } },
  });
  await pipeline.enqueue(
    Array.from({ length: 2 * each }, (_, index) =>
      submissionFor(`mail-${index}`, `user${index}@${index % 2 === 0 ? 'open' : 'down'}.test`),
    ),
  );
  const report = await pipeline.untilDrained(2 * each);
  expect(report).toMatchObject({ byState: { delivered: 2 * each }, doubts: 0 });
  const receipts = await pipeline.receivers.receipts();
  const lastOpen = receipts.findLastIndex(({ receiver }) => receiver === 'open.test');
  const firstDown = receipts.findIndex(({ receiver }) => receiver === 'down.test');
  expect(receipts.filter(({ receiver }) => receiver === 'open.test')).toHaveLength(each);
  // The order at the receivers tells: all of the open site's mail before the first of the other's.
  expect(lastOpen).toBeLessThan(firstDown);
});
