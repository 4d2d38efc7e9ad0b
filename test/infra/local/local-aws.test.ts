import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTinyStack, startTiny } from './support/tiny-stack.ts';
import { inspectQueue, isEmpty, readNotes, send, until, workerSource } from './support/worker.ts';

const echo =
  'export const handler = async (event, context) => ({ event, env: process.env, id: context.awsRequestId });';

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a function sees its own variables, what Lambda sets and the endpoints, and nothing of the process that started it', async () => {
  process.env['FROM_THE_PARENT'] = 'yes';
  await using local = await startTiny(createTinyStack(echo));
  const result = await local.invoke('Worker', { hello: 1 });
  if (result.kind !== 'returned') throw new Error(JSON.stringify(result));
  const { event, env, id } = result.value as { event: unknown; env: Record<string, string>; id: string };
  expect(event).toEqual({ hello: 1 });
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(env).toMatchObject({
    DONE_QUEUE_URL: `${local.endpoint}/000000000000/Done`,
    TABLE: 'Table',
    TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:Topic',
    BUCKET: 'bucket',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'Worker',
    AWS_ENDPOINT_URL_SQS: local.endpoint,
    AWS_LAMBDA_FUNCTION_NAME: 'Worker',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};/),
  });
  expect(Object.keys(env)).not.toContain('FROM_THE_PARENT');
  expect(Object.keys(env)).not.toContain('HOME');
});

test('names queues, outputs and the lines that lead an SDK here', async () => {
  await using local = await startTiny(createTinyStack(echo));
  expect(local.outputs).toEqual({ WorkQueueUrl: local.queueUrl('Work') });
  expect(local.environmentLines()).toContain(`export AWS_ENDPOINT_URL_SQS=${local.endpoint}`);
  expect(() => local.queueUrl('Table')).toThrow(/no queue Table/);
});

test('uses a free environment again, and keeps what its processes print', async () => {
  const source = "export const handler = async (n) => { console.log('printed', n); return process.pid; };";
  await using local = await startTiny(createTinyStack(source));
  const first = await local.invoke('Worker', 1);
  const second = await local.invoke('Worker', 2);
  expect(second).toEqual(first);
  expect(readFileSync(join(local.runDir, 'Worker.log'), 'utf8')).toBe('printed 1\nprinted 2\n');
});

test('an environment whose code cannot be loaded fails its invocation', async () => {
  await using local = await startTiny(createTinyStack("throw new Error('no such luck');"));
  expect(await local.invoke('Worker', {})).toMatchObject({ kind: 'ended' });
  expect(readFileSync(join(local.runDir, 'Worker.log'), 'utf8')).toContain('no such luck');
});

test('new code takes over in mid-run: running invocations finish on the old one', async () => {
  const stack = createTinyStack(
    "export const handler = () => new Promise((resolve) => setTimeout(resolve, 500, 'old'));",
  );
  const next = stack.addCode('next', "export const handler = async () => 'new';");
  await using local = await startTiny(stack);
  const running = local.invoke('Worker', {});
  const old = await until('the invocation', () => local.environments().find(({ busy }) => busy));
  local.replaceFunction('Worker', next);
  expect(await local.invoke('Worker', {})).toEqual({ kind: 'returned', value: 'new' });
  expect(await running).toEqual({ kind: 'returned', value: 'old' });
  await until('the old environment gone', () => !isRunning(old.pid));
});

test('the concurrency option bounds a function and its mapping', async () => {
  const stack = createTinyStack(workerSource, { mapping: { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 50 } } });
  const out = join(stack.dir, 'notes.jsonl');
  const variables = { '*': { OUT: out, RELEASE: join(stack.dir, 'release') } };
  await using local = await startTiny(stack, { variables, concurrency: 2 });
  await send(local, ['hold 1', 'hold 2', 'hold 3', 'hold 4']);
  await until('two invocations', () => readNotes(out).length === 2);
  expect(local.environments()).toHaveLength(2);
  expect(await inspectQueue(local, 'Work')).toEqual({ ready: 2, delayed: 0, inflight: 2 });
});

test('stop ends running invocations and leaves no process, and nothing that listens', async () => {
  const stack = createTinyStack(workerSource);
  const out = join(stack.dir, 'notes.jsonl');
  const variables = { Worker: { OUT: out, RELEASE: join(stack.dir, 'release') } };
  await using local = await startTiny(stack, { variables });
  await send(local, ['work']);
  await until('a first message done', () => isEmpty(local, 'Work'));
  await send(local, ['hold']);
  await until('a running invocation', () => local.environments().some(({ busy }) => busy));
  const pids = local.environments().map(({ pid }) => pid);
  await local.stop(0);
  expect(pids.filter(isRunning)).toEqual([]);
  expect(local.environments()).toEqual([]);
  await expect(fetch(local.endpoint)).rejects.toThrow('fetch failed');
});

test('a template that maps what it does not contain fails at the start, with the reason', async () => {
  const stack = createTinyStack(echo, { mapping: { EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:Other' } });
  await expect(startTiny(stack)).rejects.toThrow(/Mapping: .*:Other is no queue/);
});
