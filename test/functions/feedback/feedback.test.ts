import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFeedbackHandler } from '#functions/feedback/create.ts';
import { feedbackEnvironmentSchema } from '#functions/feedback/environment.ts';
import { createDynamoLedger } from '#shared/adapters/dynamodb-ledger.ts';
import { scanSuppressions, type SuppressionEntry } from '#shared/adapters/suppression-entries.ts';
import type { SluiceEvent } from '#shared/events/event.ts';
import { parseEnvironment } from '#shared/lambda/environment.ts';
import type { Log } from '#shared/lambda/log.ts';
import type { Meter } from '#shared/lambda/meter.ts';
import { bounceAddress } from '#shared/mail/bounce-address.ts';
import { deliveryId } from '#shared/mail/delivery.ts';
import { sesEventSchema } from '#test/shared/events/ses-event-schema.ts';
import { aComplaint, aStatus } from '#test/shared/feedback/a-report.ts';
import { type Emulators, startEmulators } from '#test/support/emulators.ts';
import { startSecrets } from '#test/support/secrets.ts';
import { createTable } from '#test/support/tables.ts';

const secret = 'k'.repeat(32);
/** Each test has a recipient of its own, and so a delivery. */
const sentTo = (recipient: string) => {
  const id = deliveryId('example.com', 'order-42', recipient);
  return { recipient, id, returnPath: bounceAddress(id, recipient, 'bounce.example.com', secret) };
};

let aws: Emulators;
let secrets: Awaited<ReturnType<typeof startSecrets>>;
let urls: { refused: string; events: string };
let handler: ReturnType<typeof createFeedbackHandler>;
const counted: string[] = [];
const silent: Log & Meter = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  count: (name, value, { lane }) => counted.push(`${name} ${value} ${lane}`),
  observeAge: () => undefined,
  observePeak: () => undefined,
};

beforeAll(async () => {
  aws = await startEmulators();
  secrets = await startSecrets(() => secret);
  const queue = async (QueueName: string) => (await aws.sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '';
  urls = { refused: await queue('refused'), events: await queue('events') };
  const TopicArn = (await aws.sns.send(new CreateTopicCommand({ Name: 'events' }))).TopicArn ?? '';
  const { Attributes } = await aws.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: urls.events, AttributeNames: ['QueueArn'] }),
  );
  const raw = { RawMessageDelivery: 'true' };
  const Endpoint = Attributes?.['QueueArn'];
  await aws.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes: raw }));
  await createTable(aws.dynamodb, 'suppression', 'key');
  await createTable(aws.dynamodb, 'ledger', 'id');
  await aws.s3.send(new CreateBucketCommand({ Bucket: 'mail' }));
  const environment = parseEnvironment(feedbackEnvironmentSchema, {
    REFUSED_QUEUE_URL: urls.refused,
    LEDGER_TABLE: 'ledger',
    SUPPRESSION_TABLE: 'suppression',
    SUPPRESSION: JSON.stringify({ hardBounces: 'stream', expiryDays: 30 }),
    EVENTS_TOPIC_ARN: TopicArn,
    RETURN_PATH: JSON.stringify({ kind: 'verp', domain: 'bounce.example.com', secretArn: 'arn:secret' }),
    FEEDBACK_SOURCES: JSON.stringify(['mail/bounces/']),
  });
  handler = createFeedbackHandler(environment, { ...aws, secrets: secrets.client }, silent, silent);
});
afterAll(async () => {
  await secrets[Symbol.asyncDispose]();
  await aws[Symbol.asyncDispose]();
});

const take = async (...bodies: readonly (string | object)[]) => {
  counted.length = 0;
  const records = bodies.map((body, index) => ({
    messageId: `m${index}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }));
  return handler({ Records: records } as SQSEvent);
};
const takeAll = async (QueueUrl: string) => {
  const { Messages = [] } = await aws.sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
  );
  return Messages;
};
const takeEvents = async () =>
  (await takeAll(urls.events)).map(({ Body = '' }): SluiceEvent => {
    sesEventSchema.parse(JSON.parse(Body));
    return JSON.parse(Body) as SluiceEvent;
  });
const entriesOf = async (recipient: string) => {
  const entries: SuppressionEntry[] = [];
  for await (const entry of scanSuppressions(aws.dynamodb, 'suppression', Date.now())) entries.push(entry);
  return entries.filter((entry) => entry.recipient === recipient);
};
const sesBounce = (recipient: string, bounceType: string, diagnosticCode: string) => ({
  notificationType: 'Bounce',
  bounce: {
    bounceType,
    bounceSubType: 'General',
    bouncedRecipients: [{ emailAddress: recipient, diagnosticCode }],
    timestamp: new Date().toISOString(),
  },
});

test("suppresses whom SES cannot reach, and not whom a receiver's policy keeps out", async () => {
  const response = await take(
    sesBounce('nobody@example.org', 'Permanent', 'smtp; 550 5.1.1 user unknown'),
    sesBounce('policy@example.org', 'Permanent', 'smtp; 550 5.7.1 message content rejected as spam'),
    sesBounce('full@example.org', 'Transient', 'smtp; 452 4.2.2 mailbox full'),
  );
  expect(response.batchItemFailures).toEqual([]);
  // No delivery is proven, so no lane is known: the entry is for all.
  expect(await entriesOf('nobody@example.org')).toMatchObject([
    { lane: null, reason: 'no-such-recipient: 550 5.1.1 user unknown' },
  ]);
  expect(await entriesOf('policy@example.org')).toEqual([]);
  expect(await entriesOf('full@example.org')).toEqual([]);
  expect(counted).toEqual(['Returned 1 none', 'Returned 1 none', 'Returned 1 none']);
  const types = (await takeEvents()).map(({ bounce }) => `${bounce?.bounceType} ${bounce?.bounceSubType}`);
  expect(types.sort()).toEqual(['Permanent NoEmail', 'Transient ContentRejected', 'Transient General']);
});

test('knows the lane of a delivery that a returned mail proves, and acts on a report twice as on one', async () => {
  const { recipient, id, returnPath } = sentTo('grace@example.org');
  const ledger = createDynamoLedger(aws.dynamodb, 'ledger', { ttlDays: 1 });
  const facts = { id, generation: 1, attempts: 1, lane: 'bulk', site: 'gmail', acceptedAtMs: 1, notes: [] };
  await ledger.settle(facts, { to: 'bounced', addDoubt: false }, { owner: null, nowMs: Date.now() });
  // As of a mail that was just sent: an entry that ends 30 days after it.
  const report = aStatus({ to: returnPath }).replace(/Arrival-Date: .*\r\n/, '');
  for (let time = 0; time < 2; time++) {
    await take(report);
    expect(counted).toEqual(['Returned 1 bulk']);
  }
  expect(await entriesOf(recipient)).toMatchObject([{ lane: 'bulk', reason: expect.stringMatching(/^no-such-rec/) }]);
  const events = await takeEvents();
  expect(events).toHaveLength(2);
  expect(new Set(events.map(({ sluice }) => sluice.eventId))).toEqual(new Set([`${id}:returned`]));
  expect(events[0]?.sluice).toMatchObject({ deliveryId: id, lane: 'bulk', site: 'gmail', outcome: 'returned' });
});

test('never suppresses a stranger on the word of a forged report, but tells of it', async () => {
  const { returnPath } = sentTo('mallory@example.org');
  await take(
    aStatus({ to: returnPath, recipient: 'stranger@example.org' }),
    aStatus({ to: 'bounces@example.com', recipient: 'stranger@example.org' }),
    aComplaint({ fields: `Original-Rcpt-To: stranger@example.org\nOriginal-Mail-From: ${returnPath}\n` }),
  );
  expect(await entriesOf('stranger@example.org')).toEqual([]);
  const events = await takeEvents();
  // A consumer of SES's events acts on permanent bounces.
  for (const { bounce } of events) expect(bounce?.bounceType).not.toBe('Permanent');
  const reasons = events.map(({ sluice }) => sluice.reason);
  expect(reasons).toEqual(Array(3).fill(expect.stringMatching(/not proven, so nobody was suppressed/)));
});

test('never writes again to who complained, whatever the lane', async () => {
  const { recipient, returnPath } = sentTo('angry@example.org');
  await take(aComplaint({ fields: `Original-Rcpt-To: ${recipient}\nOriginal-Mail-From: <${returnPath}>\n` }));
  expect(await entriesOf(recipient)).toMatchObject([{ lane: null, endsAtMs: null, reason: 'complaint: abuse' }]);
  expect(counted).toEqual(['Complained 1 none']);
  expect(await takeEvents()).toMatchObject([
    { eventType: 'Complaint', complaint: { complaintFeedbackType: 'abuse' }, sluice: { outcome: 'complained' } },
  ]);
});

test('reads mail that lies in S3, where the configuration allows it', async () => {
  const { recipient, returnPath } = sentTo('stored@example.org');
  const Body = aStatus({ to: returnPath, recipient });
  await aws.s3.send(new PutObjectCommand({ Bucket: 'mail', Key: 'bounces/1', Body }));
  const stored = (key: string) => ({ Records: [{ s3: { bucket: { name: 'mail' }, object: { key } } }] });
  await take(stored('bounces/1'), stored('other/1'), stored('bounces/2'), { hello: 'world' });
  expect(await entriesOf(recipient)).toHaveLength(1);
  const reasons = (await takeAll(urls.refused)).map(
    ({ MessageAttributes }) => MessageAttributes?.['reason']?.StringValue,
  );
  expect(reasons).toHaveLength(3);
  expect(new Set(reasons)).toEqual(
    new Set([
      'feedback: is neither a notification of Amazon SES or S3 nor a mail',
      'feedback: s3://mail/bounces/2 is missing',
      'feedback: s3://mail/other/1 is not under feedbackSources of the configuration',
    ]),
  );
});

test('a message that fails is given back alone', async () => {
  const broken = createFeedbackHandler(
    parseEnvironment(feedbackEnvironmentSchema, {
      REFUSED_QUEUE_URL: urls.refused,
      LEDGER_TABLE: 'ledger',
      SUPPRESSION_TABLE: 'no-such-table',
      SUPPRESSION: '{"hardBounces":"global"}',
      EVENTS_TOPIC_ARN: 'arn:aws:sns:eu-west-1:000000000000:events',
      RETURN_PATH: 'null',
      FEEDBACK_SOURCES: '[]',
    }),
    { ...aws, secrets: secrets.client },
    silent,
    silent,
  );
  const hard = sesBounce('nobody@example.org', 'Permanent', 'smtp; 550 5.1.1 user unknown');
  const bodies = [hard, { eventType: 'Delivery' }].map((body) => JSON.stringify(body));
  const event = { Records: bodies.map((body, index) => ({ messageId: `m${index}`, body })) } as SQSEvent;
  expect(await broken(event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
});
