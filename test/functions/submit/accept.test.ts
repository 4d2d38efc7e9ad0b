import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asciiJson } from '#shared/mail/ascii-json.ts';
import { createContentStore } from '#shared/adapters/s3-content-store.ts';
import { deliveryId } from '#shared/mail/delivery.ts';
import { intercept } from '#test/support/sdk-middleware.ts';
import { startSubmitPipeline, submission, type SubmitPipeline } from './pipeline.ts';

let pipeline: SubmitPipeline;
beforeAll(async () => {
  pipeline = await startSubmitPipeline();
});
afterAll(() => pipeline[Symbol.asyncDispose]());

const load = (content: Parameters<ReturnType<typeof createContentStore>['load']>[0]) =>
  createContentStore(pipeline.aws.s3, 'content').load(content);

/** The objects of the content bucket. */
async function stored(): Promise<string[]> {
  const { Contents = [] } = await pipeline.aws.s3.send(new ListObjectsV2Command({ Bucket: 'content' }));
  return Contents.map(({ Key = '' }) => Key);
}

test('makes one delivery a recipient, each once, booked, enqueued and published', async () => {
  const mail = submission({
    to: ['grace@open.test', 'Alan <alan@closed.test>'],
    cc: 'grace@OPEN.test, "Hopper, G" <g.hopper@open.test>',
    bcc: { name: 'Blind', address: 'blind@closed.test' },
    tags: { campaign: 'spring' },
  });

  const { response } = await pipeline.submit([mail]);

  const recipients = ['grace@open.test', 'alan@closed.test', 'g.hopper@open.test', 'blind@closed.test'];
  const ids = recipients.map((recipient) => deliveryId('example.com', String(mail['id']), recipient)).sort();
  const copies = await pipeline.takeCopies('transactional');
  const events = await pipeline.takeEvents();
  expect(response.batchItemFailures).toEqual([]);
  expect(copies.map(({ recipient }) => recipient).sort()).toEqual([...recipients].sort());
  expect(copies.map(({ id }) => id).sort()).toEqual(ids);
  expect((await pipeline.booked()).sort()).toEqual(ids);
  expect(events.map(({ eventType, sluice }) => `${eventType} ${sluice.deliveryId}`).sort()).toEqual(
    ids.map((id) => `Send ${id}`),
  );
  expect(copies[0]).toMatchObject({
    generation: 1,
    attempts: 0,
    sender: 'ada@example.com',
    fromDomain: 'example.com',
    tags: { campaign: 'spring' },
  });
  expect(copies[0]?.expiresAtMs).toBe((copies[0]?.acceptedAtMs ?? 0) + 3_600_000);
});

test('tells of outcomes alone where acceptances are not asked for', async () => {
  await using quiet = await startSubmitPipeline({ variables: { ACCEPTED_EVENTS: 'false' } });
  await quiet.suppress('gone@open.test', 'hard bounce');
  await quiet.submit([submission({ to: ['gone@open.test', 'grace@open.test'] })]);
  expect(await quiet.takeCopies('transactional')).toHaveLength(1);
  expect((await quiet.takeEvents()).map(({ sluice }) => sluice.outcome)).toEqual(['suppressed']);
});

test('enqueued again, a submission gives the same delivery ids', async () => {
  const mail = submission();
  await pipeline.submit([mail, mail]);

  const copies = await pipeline.takeCopies('transactional');
  expect(copies).toHaveLength(2);
  expect(copies[1]?.id).toBe(copies[0]?.id);
  await pipeline.takeEvents();
});

test('takes the lane that the stream names', async () => {
  await pipeline.submit([submission({ stream: 'bulk' })]);

  expect(await pipeline.takeCopies('bulk')).toHaveLength(1);
  expect(await pipeline.takeCopies('transactional')).toHaveLength(0);
  await pipeline.takeEvents();
});

test('drops suppressed recipients with an event and books only the others', async () => {
  await pipeline.suppress('gone@open.test', 'hard bounce');
  const before = await pipeline.booked();

  await pipeline.submit([submission({ to: ['Gone@open.test', 'here@open.test'] })]);

  const copies = await pipeline.takeCopies('transactional');
  const events = await pipeline.takeEvents();
  expect(copies.map(({ recipient }) => recipient)).toEqual(['here@open.test']);
  expect((await pipeline.booked()).length - before.length).toBe(1);
  expect(events.filter(({ sluice }) => sluice.outcome === 'suppressed').map(({ mail }) => mail.destination)).toEqual([
    ['Gone@open.test'],
  ]);
});

test('acks a submission whose recipients are all suppressed, with events only', async () => {
  await pipeline.suppress('none@open.test', 'complaint');

  const { response } = await pipeline.submit([submission({ to: 'none@open.test' })]);

  expect(response.batchItemFailures).toEqual([]);
  expect(await pipeline.takeCopies('transactional')).toHaveLength(0);
  const events = await pipeline.takeEvents();
  expect(events.map(({ sluice }) => [sluice.outcome, sluice.reason])).toEqual([
    ['suppressed', 'on the suppression list: complaint'],
  ]);
});

test('puts content over 32 KB into S3 once, and smaller content into the copies', async () => {
  const text = 'long '.repeat(8_000);
  await pipeline.submit([submission({ text, to: ['a@open.test', 'b@open.test'] }), submission({ text: 'short' })]);

  const copies = await pipeline.takeCopies('transactional');
  const large = copies.filter(({ content }) => content.kind === 's3');
  expect(large).toHaveLength(2);
  expect(large[1]?.content).toEqual(large[0]?.content);
  expect(await stored()).toHaveLength(1);
  for (const { content } of large) expect(await load(content)).toMatchObject({ kind: 'composed', text });
  await pipeline.takeEvents();
});

test('puts content into S3 that would be small in one copy and is not in hundreds', async () => {
  const bcc = Array.from({ length: 100 }, (_, index) => `r${index}@open.test`);
  await pipeline.submit([submission({ text: 'x'.repeat(20_000), bcc })]);

  const copies = await pipeline.takeCopies('transactional');
  expect(copies).toHaveLength(101);
  expect(new Set(copies.map(({ content }) => content.kind))).toEqual(new Set(['s3']));
  await pipeline.takeEvents();
});

test('takes attachments and raw messages from the allowed prefix of S3', async () => {
  await pipeline.putObject('sources', 'mail/offer.pdf', 'an offer');
  await pipeline.putObject('sources', 'mail/hello.eml', 'From: Ada <ada@news.example.com>\nSubject: Hi\n\nHello');
  await pipeline.submit([
    submission({ attachments: [{ filename: 'offer.pdf', source: 's3://sources/mail/offer.pdf' }] }),
    {
      version: 1,
      id: 'raw-from-s3',
      raw: 's3://sources/mail/hello.eml',
      envelope: { from: null, to: 'grace@open.test' },
    },
  ]);

  const copies = await pipeline.takeCopies('transactional');
  const [composed, raw] = [false, true].map((isRaw) =>
    copies.find(({ submissionId }) => (submissionId === 'raw-from-s3') === isRaw),
  );
  if (!composed || !raw) throw new Error('a copy is missing');
  expect(await load(composed.content)).toMatchObject({
    attachments: [{ filename: 'offer.pdf', base64: Buffer.from('an offer').toString('base64') }],
  });
  expect(raw).toMatchObject({ sender: null, fromDomain: 'news.example.com', recipient: 'grace@open.test' });
  expect((await load(raw.content)).kind).toBe('raw');
  await pipeline.takeEvents();
});

test('delays what is to be sent later, and counts its give-up time from then', async () => {
  const sendAt = new Date(Date.now() + 7_200_000).toISOString();
  const delays: unknown[] = [];
  using _intercepted = intercept(pipeline.aws.sqs, ({ name, input }, pass) => {
    if (name === 'SendMessageBatch') delays.push(...(input as { Entries: object[] }).Entries);
    return pass();
  });

  await pipeline.submit([submission({ id: 'later', sendAt })]);

  expect(delays).toMatchObject([{ DelaySeconds: 900, MessageGroupId: '127.0.0.1:2525' }]);
  const [entry] = delays as { MessageBody: string }[];
  expect(JSON.parse(entry?.MessageBody ?? '')).toMatchObject({
    notBeforeMs: Date.parse(sendAt),
    expiresAtMs: Date.parse(sendAt) + 3_600_000,
  });
  await pipeline.takeEvents();
});

test('carries an emoji in the subject through every queue', async () => {
  await pipeline.submit([asciiJson(submission({ subject: 'Hello 👋' }))]);

  const [copy] = await pipeline.takeCopies('transactional');
  if (!copy) throw new Error('no copy');
  expect(await load(copy.content)).toMatchObject({ subject: 'Hello 👋' });
  await pipeline.takeEvents();
});

test('keeps a refused body in S3 where attributes would make it too large for the queue', async () => {
  const body = `{"version":1,"id":"large","note":"${'x'.repeat(1_048_000)}"}`;
  await pipeline.submit([body]);

  const [refused] = await pipeline.takeRefused();
  const { body: place } = JSON.parse(refused?.Body ?? '{}') as { body: string };
  const key = place.replace('s3://content/', '');
  const object = await pipeline.aws.s3.send(new GetObjectCommand({ Bucket: 'content', Key: key }));
  expect(await object.Body?.transformToString()).toBe(body);
  await pipeline.takeEvents();
});
