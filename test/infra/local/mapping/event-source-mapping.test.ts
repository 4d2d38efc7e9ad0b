import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTinyStack, startTiny, type TinySettings } from '../support/tiny-stack.ts';
import { inspectQueue, isEmpty, type Note, readNotes, send, until, workerSource } from '../support/worker.ts';

async function startWorker(settings: TinySettings = {}) {
  const stack = createTinyStack(workerSource, settings);
  const out = join(stack.dir, 'notes.jsonl');
  const releaseFile = join(stack.dir, 'release');
  const local = await startTiny(stack, { variables: { Worker: { OUT: out, RELEASE: releaseFile } } });
  return {
    local,
    notes: () => readNotes(out),
    starts: () => readNotes(out).filter(({ what }) => what === 'start'),
    release: () => writeFileSync(releaseFile, ''),
    [Symbol.asyncDispose]: () => local[Symbol.asyncDispose](),
  };
}

const bodies = (count: number, word = 'work') => Array.from({ length: count }, (_, index) => `${word} ${index}`);
const seen = (notes: readonly Note[]) => notes.flatMap(({ records }) => records.map(({ body }) => body));

test('gathers a batch larger than one receive and leaves when it is full, long before its window ends', async () => {
  await using worker = await startWorker({ mapping: { BatchSize: 25, MaximumBatchingWindowInSeconds: 60 } });
  await send(worker.local, bodies(50));
  await until('both batches', () => worker.starts().length === 2);
  expect(worker.starts().map(({ records }) => records.length)).toEqual([25, 25]);
  expect(seen(worker.starts()).sort()).toEqual(bodies(50).sort());
});

test('waits for its window, counted from the first message, before it sends a batch that is not full', async () => {
  await using worker = await startWorker({ mapping: { BatchSize: 100, MaximumBatchingWindowInSeconds: 1 } });
  const sentAt = Date.now();
  await send(worker.local, ['work first']);
  await send(worker.local, bodies(15));
  const [start] = await until('the batch', () => worker.starts().length > 0 && worker.starts());
  expect(start?.records).toHaveLength(16);
  expect(start?.at).toBeGreaterThanOrEqual(sentAt + 950);
});

test('gives each record the attributes that Lambda gives', async () => {
  await using worker = await startWorker();
  await send(worker.local, ['work']);
  const [start] = await until('the invocation', () => worker.starts().length > 0 && worker.starts());
  expect(start?.remainingMs).toBeGreaterThan(9000);
  expect(start?.records[0]).toMatchObject({
    messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    receiptHandle: expect.any(String),
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:Work',
    awsRegion: 'us-east-1',
    messageAttributes: {},
    md5OfBody: '67e92c8765a9bc7fb2d335c459de9eb5',
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: expect.stringMatching(/^\d{13}$/),
      ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
      SenderId: '000000000000',
    },
  });
});

test('deletes what succeeded and leaves what failed to its visibility time-out, then to the dead-letter queue', async () => {
  await using worker = await startWorker({ queue: { VisibilityTimeout: 1 } });
  await send(worker.local, ['work a', 'fail b', 'work c']);
  await until('the dead letter', async () => (await inspectQueue(worker.local, 'Dead')).ready === 1);
  const [first, second, ...more] = worker.starts();
  expect(seen([first!])).toEqual(['work a', 'fail b', 'work c']);
  // maxReceiveCount is 2: one more try, of the failed message alone.
  expect(seen([second!])).toEqual(['fail b']);
  expect(second!.records[0]!.attributes['ApproximateReceiveCount']).toBe('2');
  const receivedAt = Number(first!.records[0]!.attributes['ApproximateFirstReceiveTimestamp']);
  expect(second!.at - receivedAt).toBeGreaterThanOrEqual(1000);
  expect(more).toEqual([]);
  expect(await isEmpty(worker.local, 'Work')).toBe(true);
});

test.each(['malformed', 'unknown', 'throw', 'reject'])(
  'a batch whose invocation ends with "%s" stays whole',
  async (word) => {
    await using worker = await startWorker();
    await send(worker.local, ['work a', word, 'work c']);
    await until('the invocation', () => worker.starts().length === 1);
    await send(worker.local, ['work later']);
    await until('a later invocation', () => worker.starts().length === 2);
    await until('the later message alone deleted', async () => {
      const { ready, inflight } = await inspectQueue(worker.local, 'Work');
      return ready === 0 && inflight === 3;
    });
  },
);

test('kills an invocation at the time-out of its function; its messages come back', async () => {
  await using worker = await startWorker({ fn: { Timeout: 1 }, queue: { VisibilityTimeout: 2 } });
  await send(worker.local, ['hang']);
  const [first] = await until('the invocation', () => worker.starts().length === 1 && worker.starts());
  await until('its process gone', () => !worker.local.environments().some(({ pid }) => pid === first?.pid));
  // Killed at its time-out, not merely outlived: its messages are still hidden.
  expect(worker.starts()).toHaveLength(1);
  await until('the message again', () => worker.starts().length === 2);
  const [, second] = worker.starts();
  expect(second!.pid).not.toBe(first!.pid);
  expect(second!.records[0]!.attributes['ApproximateReceiveCount']).toBe('2');
});

test('an invocation whose process is killed keeps its messages; another environment finishes them', async () => {
  await using worker = await startWorker({ queue: { VisibilityTimeout: 1 } });
  await send(worker.local, ['hold']);
  const busy = await until(
    'a busy environment',
    () => worker.starts().length > 0 && worker.local.environments().find(({ busy }) => busy),
  );
  process.kill(busy.pid, 'SIGKILL');
  worker.release();
  await until('the message done', () => isEmpty(worker.local, 'Work'));
  const ends = worker.notes().filter(({ what }) => what === 'end');
  expect(ends).toHaveLength(1);
  expect(ends[0]!.pid).not.toBe(busy.pid);
});

test('never runs more invocations than the maximum concurrency, and uses it', async () => {
  await using worker = await startWorker({
    mapping: { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 3 } },
  });
  await send(worker.local, bodies(8, 'hold'));
  await until('three invocations', () => worker.starts().length === 3);
  // Polling pauses with them: the other five are neither received nor hidden.
  expect(await inspectQueue(worker.local, 'Work')).toEqual({ ready: 5, delayed: 0, inflight: 3 });
  worker.release();
  await until('all done', () => isEmpty(worker.local, 'Work'));
  let open = 0;
  let most = 0;
  for (const { what } of worker.notes()) {
    open += what === 'start' ? 1 : -1;
    most = Math.max(most, open);
  }
  expect(most).toBe(3);
  expect(new Set(worker.notes().map(({ pid }) => pid)).size).toBe(3);
});

test('runs forty invocations at once, each in its own process', async () => {
  await using worker = await startWorker({ mapping: { BatchSize: 1 } });
  await send(worker.local, bodies(40, 'hold'));
  await until('forty invocations', () => worker.starts().length === 40, 60_000);
  expect(new Set(worker.starts().map(({ pid }) => pid)).size).toBe(40);
  worker.release();
  await until('all done', () => isEmpty(worker.local, 'Work'));
});

test('can deliver a message to two invocations at the same instant, with one receipt handle', async () => {
  await using worker = await startWorker();
  worker.local.deliverTwice(({ body }) => body === 'hold twice');
  await send(worker.local, ['hold twice', 'work once']);
  await until('two invocations', () => worker.starts().length === 2);
  const twice = worker.starts().flatMap(({ records }) => records.filter(({ body }) => body === 'hold twice'));
  expect(twice).toHaveLength(2);
  expect(new Set(twice.map(({ receiptHandle }) => receiptHandle)).size).toBe(1);
  expect(new Set(worker.starts().map(({ pid }) => pid)).size).toBe(2);
  expect(seen(worker.starts()).filter((body) => body === 'work once')).toHaveLength(1);
  worker.release();
  await until('all done', () => isEmpty(worker.local, 'Work'));
});

test('delivers a delayed message when it is due, while it waits for messages', async () => {
  await using worker = await startWorker();
  const sentAt = Date.now();
  await send(worker.local, ['work delayed'], 1);
  await until('the message', () => worker.starts().length === 1);
  // Never before; how long after is up to the machine, and far from the 20 s of a long poll that does not wake.
  expect(worker.starts()[0]!.at - sentAt).toBeGreaterThanOrEqual(1000);
});
