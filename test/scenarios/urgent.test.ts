import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startReceivers } from '#infra/local/receivers/receivers.ts';
import { maxBlock } from '#shared/bucket/block.ts';
import { deliveryId } from '#shared/mail/delivery.ts';
import { startPipeline, submissionFor } from '#test/support/pipeline.ts';
import { startSlowLine } from '#test/support/slow-line.ts';
import { until } from '#test/support/until.ts';

const bulk = 5_000;
const recipientsEach = 100;
const connections = 5;
/** A message takes two replies, at MAIL and at its dot: five connections take 12.5 messages a second. */
const replyDelayMs = 200;

it('lets an urgent message overtake 5,000 that wait for the same site, but for those already granted', async () => {
  await using stack = new AsyncDisposableStack();
  const dir = mkdtempSync(join(tmpdir(), 'sluice-urgent-'));
  stack.defer(() => rmSync(dir, { recursive: true, force: true }));
  const receivers = stack.use(
    await startReceivers(
      [{ name: 'slow.test', limits: { connections } }, { name: 'open.test' }],
      join(dir, 'receipts.jsonl'),
    ),
  );
  const slowLine = stack.use(await startSlowLine(receivers.target('slow.test'), replyDelayMs));
  const pipeline = stack.use(
    await startPipeline({
      routes: { 'slow.test': slowLine, 'open.test': receivers.target('open.test') },
      overrides: { maxConcurrency: 10, functionTimeoutSeconds: 60, limits: { 'slow.test': { connections } } },
    }),
  );
  const urgent = (id: string, to: string) => submissionFor(id, to, { stream: 'transactional' });

  // The transactional sender has its process: loading it on a busy machine takes as long as many messages.
  await pipeline.enqueue([urgent('first', 'user@open.test')]);
  await until(async () => (await receivers.receipts()).length === 1, { withinMs: 60_000 });
  await pipeline.enqueue(
    Array.from({ length: bulk / recipientsEach }, (_, batch) =>
      submissionFor(
        `mail-${batch}`,
        Array.from({ length: recipientsEach }, (_, index) => `user${batch}-${index}@slow.test`),
      ),
    ),
  );
  // All wait in the lane; the site works at full blocks, in the middle of a batch.
  await until(
    async () => (await pipeline.acceptedAtMs()).size === 1 + bulk && (receivers.latest()[0]?.copies ?? 0) >= 150,
    { withinMs: 120_000, everyMs: 300, what: () => JSON.stringify(receivers.latest()) },
  );

  const before = (await receivers.receipts()).length;
  await pipeline.enqueue([urgent('second', 'urgent@slow.test')]);
  const place = async () => (await receivers.receipts()).findIndex(({ recipient }) => recipient === 'urgent@slow.test');
  await until(async () => (await place()) >= 0, {
    withinMs: 60_000,
    everyMs: 100,
    what: () => `the urgent message arrives; meanwhile ${JSON.stringify(receivers.latest())}`,
  });

  const overtaking = (await receivers.receipts()).slice(before, await place());
  const id = deliveryId('sender.test', 'second', 'urgent@slow.test');
  const bookedAtMs = (await pipeline.acceptedAtMs()).get(id) ?? 0;
  // The submit function gathers a batch for up to a second, and the site goes on meanwhile.
  const whileSubmitting = overtaking.filter(({ atMs }) => atMs < bookedAtMs).length;
  const afterwards = overtaking.length - whileSubmitting;
  const [stats] = await receivers.stats();
  console.info(
    `${overtaking.length} of ${bulk - before + 1} waiting bulk messages were accepted between the enqueueing of an urgent ` +
      `message and its acceptance: ${whileSubmitting} while it was being submitted, ${afterwards} afterwards`,
  );
  // What had been granted: each connection has a block, of which it may have sent nothing yet.
  expect(afterwards).toBeLessThanOrEqual(connections * maxBlock);
  expect(stats).toMatchObject({ connectionsPeak: connections, refusals: {} });
});
