import {
  CreateTopicCommand,
  type PublishBatchCommandInput,
  type PublishBatchCommandOutput,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSnsEventSink } from '#shared/adapters/sns-events.ts';
import type { Clock } from '#shared/clock.ts';
import { acceptedEvent, type SluiceEvent } from '#shared/events/event.ts';
import { aCopy } from '#test/shared/events/a-copy.ts';

const app = buildApp({ logger: false });
let endpoint: string;
let sns: SNSClient;
let sqs: SQSClient;
let topicArn: string;
let queueUrl: string;
let topics = 0;

const place = { region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
/** Waits take no time and are remembered. */
const slept: number[] = [];
const clock: Clock = {
  now: () => 0,
  sleep: async (ms) => {
    slept.push(ms);
  },
};

beforeAll(async () => {
  endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

beforeEach(async () => {
  slept.length = 0;
  sns = new SNSClient({ ...place, endpoint });
  sqs = new SQSClient({ ...place, endpoint, useQueueUrlAsEndpoint: false });
  topics += 1;
  const name = `events-${topics}`;
  topicArn = (await sns.send(new CreateTopicCommand({ Name: name }))).TopicArn ?? '';
  queueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl ?? '';
  await subscribe(name, {});
});
afterEach(() => {
  sns.destroy();
  sqs.destroy();
});

async function subscribe(queue: string, filter: Record<string, string[]>): Promise<void> {
  await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: `arn:aws:sqs:eu-west-1:000000000000:${queue}`,
      Attributes: { RawMessageDelivery: 'true', FilterPolicy: JSON.stringify(filter) },
    }),
  );
}

function anEvent(n: number, tags: Record<string, string> = {}): SluiceEvent {
  return acceptedEvent(aCopy({ id: `delivery-${String(n).padStart(13, '0')}`, tags }));
}

/** Every message now in the queue, with its attributes. */
async function drain(url = queueUrl): Promise<{ event: SluiceEvent; body: string }[]> {
  const all: { event: SluiceEvent; body: string }[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return all;
    for (const { Body = '', ReceiptHandle } of Messages) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
      all.push({ event: JSON.parse(Body) as SluiceEvent, body: Body });
    }
  }
}

/** The ids of the entries in each PublishBatch call that the client made. */
function recordCalls(): string[][] {
  const calls: string[][] = [];
  sns.middlewareStack.add(
    (next, context) => (args) => {
      if (context.commandName === 'PublishBatchCommand') {
        const { PublishBatchRequestEntries = [] } = args.input as PublishBatchCommandInput;
        calls.push(
          PublishBatchRequestEntries.map(({ Message = '' }) => (JSON.parse(Message) as SluiceEvent).mail.messageId),
        );
      }
      return next(args);
    },
    { step: 'initialize' },
  );
  return calls;
}

/** Takes the chosen entries out of a call and reports them as failed, as SNS does in its answer. */
function failEntries(choose: (messageId: string, call: number) => 'ok' | 'sns' | 'sender'): void {
  let call = 0;
  sns.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName !== 'PublishBatchCommand') return next(args);
      call += 1;
      const input = args.input as PublishBatchCommandInput;
      const entries = (input.PublishBatchRequestEntries ?? []).map((entry) => ({
        entry,
        fate: choose((JSON.parse(entry.Message ?? '') as SluiceEvent).mail.messageId, call),
      }));
      const Failed = entries.flatMap(({ entry, fate }) =>
        fate === 'ok' ? [] : [{ Id: entry.Id, Code: 'InternalFailure', SenderFault: fate === 'sender' }],
      );
      const passed = entries.flatMap(({ entry, fate }) => (fate === 'ok' ? [entry] : []));
      if (passed.length === 0) {
        return { response: {}, output: { $metadata: {}, Successful: [], Failed } as PublishBatchCommandOutput };
      }
      const result = await next({ ...args, input: { ...input, PublishBatchRequestEntries: passed } });
      return { ...result, output: { ...(result.output as PublishBatchCommandOutput), Failed } };
    },
    { step: 'initialize' },
  );
}

describe('publishing events', () => {
  it('sends ten to a call, and each arrives whole', async () => {
    const calls = recordCalls();
    const sink = createSnsEventSink(sns, topicArn, clock);
    const events = Array.from({ length: 25 }, (_, n) => anEvent(n));
    const added = events.map((event) => sink.add(event));
    sink.flush();
    await Promise.all(added);
    expect(calls.map((call) => call.length)).toEqual([10, 10, 5]);
    const arrived = (await drain()).map(({ event }) => event);
    expect(arrived).toHaveLength(25);
    expect(arrived).toEqual(expect.arrayContaining(events));
  });

  it('keeps a call under 256 KB', async () => {
    const calls = recordCalls();
    const sink = createSnsEventSink(sns, topicArn, clock);
    const added = Array.from({ length: 4 }, (_, n) => sink.add(anEvent(n, { big: 'x'.repeat(100_000) })));
    sink.flush();
    await Promise.all(added);
    expect(calls.map((call) => call.length)).toEqual([2, 2]);
    expect(await drain()).toHaveLength(4);
  });

  it('escapes what is beyond ASCII, and it is read back as it was', async () => {
    const sink = createSnsEventSink(sns, topicArn, clock, { lingerMs: 0 });
    await sink.add(anEvent(1, { campaign: 'früh 🌷' }));
    const [arrived] = await drain();
    expect(arrived?.body).toMatch(/^[\u0020-\u007e]+$/);
    expect(arrived?.event.mail.tags).toEqual({ campaign: ['früh 🌷'] });
  });

  it('lets a subscription filter by event type and lane', async () => {
    const name = `filtered-${topics}`;
    const url = (await sqs.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl ?? '';
    await subscribe(name, { eventType: ['Send'], lane: ['transactional'] });
    const sink = createSnsEventSink(sns, topicArn, clock);
    const added = [
      sink.add(acceptedEvent(aCopy({ lane: 'bulk' }))),
      sink.add(acceptedEvent(aCopy({ lane: 'transactional' }))),
    ];
    sink.flush();
    await Promise.all(added);
    expect((await drain(url)).map(({ event }) => event.sluice.lane)).toEqual(['transactional']);
  });
});

describe('entries that fail', () => {
  it('are tried again alone, with a growing wait, and none is lost or doubled', async () => {
    const calls = recordCalls();
    failEntries((messageId, call) => (messageId.endsWith('3') && call < 3 ? 'sns' : 'ok'));
    const sink = createSnsEventSink(sns, topicArn, clock);
    const added = Array.from({ length: 10 }, (_, n) => sink.add(anEvent(n)));
    await Promise.all(added);
    expect(calls.map((call) => call.length)).toEqual([10, 1, 1]);
    expect(slept[1]).toBeGreaterThan(slept[0] ?? 0);
    expect((await drain()).map(({ event }) => event.mail.messageId).sort()).toEqual(
      Array.from({ length: 10 }, (_, n) => anEvent(n).mail.messageId),
    );
  });

  it('for good reject their own add and no other', async () => {
    failEntries((messageId) => (messageId.endsWith('3') ? 'sns' : 'ok'));
    const sink = createSnsEventSink(sns, topicArn, clock, { tries: 3 });
    const results = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => sink.add(anEvent(n))));
    expect(results.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))).toEqual([3]);
    expect(await drain()).toHaveLength(9);
  });

  it('by the fault of the sender are not tried again', async () => {
    const calls = recordCalls();
    failEntries(() => 'sender');
    const sink = createSnsEventSink(sns, topicArn, clock, { lingerMs: 0 });
    await expect(sink.add(anEvent(1))).rejects.toThrow('InternalFailure');
    expect(calls).toHaveLength(1);
  });

  it('with the whole call reject every add', async () => {
    sns.middlewareStack.add(
      (next, context) => (args) =>
        context.commandName === 'PublishBatchCommand' ? Promise.reject(new Error('no way to SNS')) : next(args),
      { step: 'initialize' },
    );
    const sink = createSnsEventSink(sns, topicArn, clock);
    const added = [sink.add(anEvent(1)), sink.add(anEvent(2))];
    sink.flush();
    const results = await Promise.allSettled(added);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
