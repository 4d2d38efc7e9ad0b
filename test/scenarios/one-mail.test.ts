import { expect, it } from 'vitest';
import { startPipeline, submissionFor } from '#test/support/pipeline.ts';

it('delivers a submission to each of its recipients, once', async () => {
  await using pipeline = await startPipeline({ receivers: { 'open.test': {} } });
  const recipients = Array.from({ length: 30 }, (_, index) => `user${index}@open.test`);
  await pipeline.enqueue([submissionFor('one', recipients)]);
  const report = await pipeline.untilDrained(30);
  expect(report).toMatchObject({ accepted: 30, waiting: 0, doubts: 0, byState: { delivered: 30 } });
  const receipts = await pipeline.receivers.receipts();
  expect(receipts.map(({ recipient }) => recipient).sort()).toEqual(recipients.sort());
});
