import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Pipeline, startPipeline, submissionFor } from '#test/support/pipeline.ts';
import { until } from '#test/support/until.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  // Six times this is the time after which SQS delivers again what was not deleted.
  pipeline = await startPipeline({ receivers: { 'open.test': {} }, overrides: { functionTimeoutSeconds: 5 } });
});
afterAll(() => pipeline[Symbol.asyncDispose]());

const copiesOf = async (recipient: string) =>
  (await pipeline.receivers.receipts()).filter((receipt) => receipt.recipient === recipient).length;

it('sends one copy of a submission that is enqueued twice', async () => {
  const submission = submissionFor('twice', 'twice@open.test');
  await pipeline.enqueue([submission, submission]);
  await pipeline.untilDrained(1);
  await pipeline.enqueue([submission]);
  await pipeline.untilEmpty();
  expect(await copiesOf('twice@open.test')).toBe(1);
  expect(await pipeline.audit()).toMatchObject({ accepted: 1, doubts: 0, verdict: 'clean' });
});

it('sends one copy when every SQS message is delivered to two invocations at the same instant', async () => {
  pipeline.aws.deliverTwice(() => true);
  const recipients = Array.from({ length: 20 }, (_, index) => `instant${index}@open.test`);
  await pipeline.enqueue(recipients.map((recipient) => submissionFor(recipient, recipient)));
  await pipeline.untilDrained(21);
  await pipeline.untilEmpty();
  pipeline.aws.deliverTwice(null);
  for (const recipient of recipients) expect(await copiesOf(recipient)).toBe(1);
  expect(await pipeline.audit()).toMatchObject({ doubts: 0, verdict: 'clean' });
});

it('sends one copy of what SQS delivers again after it was sent', async () => {
  let refusedDeletes = 0;
  pipeline.aws.fault(({ operation }) =>
    operation.startsWith('DeleteMessage') && ++refusedDeletes > 0 ? 'error500' : null,
  );
  await pipeline.enqueue([submissionFor('again', 'again@open.test')]);
  await pipeline.untilDrained(22);
  expect(refusedDeletes).toBeGreaterThan(0);
  pipeline.aws.fault(null);
  await until(async () => (await copiesOf('again@open.test')) > 0);
  // The submission and its copy come again, are found done, and go.
  await pipeline.untilEmpty();
  expect(await copiesOf('again@open.test')).toBe(1);
  expect(await pipeline.audit()).toMatchObject({ doubts: 0, verdict: 'clean' });
});
