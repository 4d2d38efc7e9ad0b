import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliveryId } from '#shared/mail/delivery.ts';
import { failEntries, intercept } from '#test/support/sdk-middleware.ts';
import { startSubmitPipeline, submission, type SubmitPipeline } from './pipeline.ts';

let pipeline: SubmitPipeline;
beforeAll(async () => {
  pipeline = await startSubmitPipeline();
});
afterAll(() => pipeline[Symbol.asyncDispose]());

/** The SQS message ids of the records whose body holds this text. */
const idsOf = (records: readonly { messageId: string; body: string }[], text: string) =>
  records.filter(({ body }) => body.includes(text)).map(({ messageId }) => ({ itemIdentifier: messageId }));

async function takeAll() {
  const copies = await pipeline.takeCopies('transactional');
  return { copies, refused: await pipeline.takeRefused(), events: await pipeline.takeEvents() };
}

test('gives back only the message one of whose copies SQS failed, and it is whole when it comes again', async () => {
  const hit = submission({ id: 'hit', to: ['lost@open.test', 'sent@open.test'] });
  const bodies = [submission({ id: 'well' }), hit];
  const { response, records } = await (async () => {
    using _injected = failEntries(pipeline.aws.sqs, (body) => body.includes('"recipient":"lost@open.test"'));
    return await pipeline.submit(bodies);
  })();

  expect(response.batchItemFailures).toEqual(idsOf(records, '"hit"'));
  const first = await takeAll();
  expect(first.copies.map(({ recipient }) => recipient).sort()).toEqual(['grace@open.test', 'sent@open.test']);
  const lost = await pipeline.booked();
  expect(lost).toHaveLength(3);

  const again = await pipeline.again(records.filter(({ body }) => body.includes('"hit"')));
  expect(again.batchItemFailures).toEqual([]);
  const second = await takeAll();
  const enqueued = new Set([...first.copies, ...second.copies].map(({ id }) => id));
  expect([...enqueued].sort()).toEqual([...new Set(lost)].sort());
});

test('cancels what a failed try had booked and what may not be sent when the message comes again', async () => {
  const mail = submission({ to: ['withdrawn@open.test', 'kept@open.test'] });
  const { records } = await (async () => {
    using _injected = failEntries(pipeline.aws.sqs, () => true);
    return await pipeline.submit([mail]);
  })();
  await pipeline.suppress('withdrawn@open.test', 'complaint');
  expect((await pipeline.again(records)).batchItemFailures).toEqual([]);

  const id = deliveryId('example.com', String(mail['id']), 'withdrawn@open.test');
  expect((await pipeline.ledger.read([id])).get(id)).toMatchObject({ state: 'cancelled', doubts: 0 });
  expect((await takeAll()).copies.map(({ recipient }) => recipient)).toEqual(['kept@open.test']);
});

test('does not cancel mail for a message that may not be from its domain', async () => {
  const mail = submission({ to: 'safe@open.test' });
  await pipeline.submit([mail]);
  const { records } = await pipeline.submit([{ ...mail, from: 'x@not-allowed.test' }]);
  expect((await pipeline.again(records)).batchItemFailures).toEqual([]);
  for (const domain of ['example.com', 'not-allowed.test']) {
    const id = deliveryId(domain, String(mail['id']), 'safe@open.test');
    expect((await pipeline.ledger.read([id])).size).toBe(0);
  }
  expect((await takeAll()).refused).toHaveLength(2);
});

test('tries a failed entry again before it gives the message back', async () => {
  let failures = 2;
  using _injected = failEntries(pipeline.aws.sqs, () => failures-- > 0);
  const { response } = await pipeline.submit([submission()]);

  expect(response.batchItemFailures).toEqual([]);
  expect((await takeAll()).copies).toHaveLength(1);
});

test('gives back a refused submission that the refused queue did not take', async () => {
  using _injected = failEntries(pipeline.aws.sqs, (body) => body === 'not JSON', { senderFault: true });
  const { response, records } = await pipeline.submit(['not JSON', submission()]);

  expect(response.batchItemFailures).toEqual(idsOf(records, 'not JSON'));
  expect((await takeAll()).copies).toHaveLength(1);
});

test('enqueues nothing that is not booked, and gives back all of it', async () => {
  using _injected = intercept(pipeline.aws.dynamodb, ({ name }, pass) =>
    name === 'PutItem' ? Promise.reject(new Error('throttled')) : pass(),
  );
  const { response, records } = await pipeline.submit([submission(), submission(), 'not JSON']);

  expect(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(
    records
      .filter(({ body }) => body !== 'not JSON')
      .map(({ messageId }) => messageId)
      .sort(),
  );
  const { copies, refused } = await takeAll();
  expect(copies).toEqual([]);
  expect(refused).toHaveLength(1);
});

test('books the whole batch in one write, before the first copy is enqueued', async () => {
  const calls: string[] = [];
  const note = ({ name }: { name: string }, pass: () => Promise<object>) => {
    calls.push(name);
    return pass();
  };
  const { records } = await (async () => {
    using _manifest = intercept(pipeline.aws.dynamodb, note);
    using _queues = intercept(pipeline.aws.sqs, note);
    return await pipeline.submit([submission(), submission({ to: ['a@open.test', 'b@closed.test'] }), submission()]);
  })();

  expect(records).toHaveLength(3);
  expect(calls.filter((name) => name === 'PutItem')).toHaveLength(1);
  expect(calls.indexOf('PutItem')).toBeLessThan(calls.indexOf('SendMessageBatch'));
  expect((await takeAll()).copies).toHaveLength(4);
});

test('gives back a message whose events were not published', async () => {
  using _injected = intercept(pipeline.aws.sns, () => Promise.reject(new Error('no topic')));
  const { response } = await pipeline.submit([submission(), 'not JSON']);

  expect(response.batchItemFailures).toHaveLength(2);
  await takeAll();
});

test('gives back only the submission whose content S3 would not store', async () => {
  using _injected = intercept(pipeline.aws.s3, () => Promise.reject(new Error('slow down')));
  const { response, records } = await pipeline.submit([
    submission({ id: 'large', text: 'x'.repeat(60_000) }),
    submission({ id: 'small' }),
  ]);

  expect(response.batchItemFailures).toEqual(idsOf(records, '"large"'));
  expect((await takeAll()).copies.map(({ submissionId }) => submissionId)).toEqual(['small']);
});

test('keeps refused bodies of two-byte characters within what SQS takes in one call', async () => {
  const bodies = ['ä', 'ö'].map((character) => character.repeat(350_000));
  const { response } = await pipeline.submit(bodies);

  expect(response.batchItemFailures).toEqual([]);
  expect((await takeAll()).refused.map(({ Body = '' }) => Body).sort()).toEqual(bodies);
});
