import { describe, expect, it } from 'vitest';
import { bounceAddress } from '#shared/mail/bounce-address.ts';
import { deliveryId } from '#shared/mail/delivery.ts';
import { readFeedback } from '#shared/feedback/read-feedback.ts';

const mail = { messageId: 'm', timestamp: '2026-11-23T10:00:00.000Z', source: 'ada@example.com', destination: [] };
const bounce = (bounceType: string, bounceSubType: string, recipient: object = {}) => ({
  notificationType: 'Bounce',
  mail,
  bounce: {
    bounceType,
    bounceSubType,
    bouncedRecipients: [{ emailAddress: 'grace@example.org', ...recipient }],
    timestamp: '2026-11-23T10:00:01.000Z',
    somethingNew: 1,
  },
});
const enveloped = (message: object) => ({ Type: 'Notification', TopicArn: 'arn', Message: JSON.stringify(message) });
const read = (body: object | string) => readFeedback(typeof body === 'string' ? body : JSON.stringify(body));

describe("Amazon SES's notifications", () => {
  const diagnosticCode = 'smtp; 550 5.1.1 user unknown';
  it.each([
    ['bare', bounce('Permanent', 'General', { status: '5.1.1', diagnosticCode })],
    ['as SNS wraps it', enveloped(bounce('Permanent', 'General', { status: '5.1.1', diagnosticCode }))],
  ])('of a bounce, %s', (_what, body) => {
    expect(read(body)).toEqual({
      kind: 'reports',
      reports: [
        {
          kind: 'bounce',
          recipient: 'grace@example.org',
          isVouched: true,
          deliveryId: null,
          isPermanent: true,
          reply: expect.objectContaining({ code: 550, enhanced: '5.1.1', text: 'user unknown' }),
          complaint: null,
          reporter: 'amazonses.com',
          atMs: Date.parse('2026-11-23T10:00:01Z'),
        },
      ],
    });
  });

  it('of a recipient on its own suppression list says that there is nobody', () => {
    expect(read(bounce('Permanent', 'OnAccountSuppressionList'))).toMatchObject({
      reports: [{ isPermanent: true, reply: { enhanced: '5.1.1' } }],
    });
    expect(read(bounce('Transient', 'General'))).toMatchObject({ reports: [{ isPermanent: false, reply: null }] });
  });

  it('of a complaint', () => {
    const complaint = {
      complainedRecipients: [{ emailAddress: 'grace@example.org' }, { emailAddress: 'alan@example.org' }],
      complaintFeedbackType: null,
      timestamp: '2026-11-23T10:00:01.000Z',
    };
    expect(read({ eventType: 'Complaint', mail, complaint })).toMatchObject({
      reports: [
        { kind: 'complaint', complaint: 'abuse', recipient: 'grace@example.org' },
        { kind: 'complaint', recipient: 'alan@example.org' },
      ],
    });
  });

  it('of a mail with a return path of ours tell the delivery', () => {
    const recipient = 'grace@example.org';
    const id = deliveryId('example.com', 'order-42', recipient);
    const secret = 'k'.repeat(32);
    const source = bounceAddress(id, recipient, 'bounce.example.com', secret);
    const body = { ...bounce('Permanent', 'General'), mail: { ...mail, source } };
    expect(readFeedback(JSON.stringify(enveloped(body)), [secret])).toMatchObject({ reports: [{ deliveryId: id }] });
  });

  it('of what is no complaint of a reader ask for nothing', () => {
    const complaint = { complainedRecipients: [{ emailAddress: 'a@b.co' }], complaintFeedbackType: 'not-spam' };
    expect(read({ notificationType: 'Complaint', mail, complaint })).toEqual({ kind: 'reports', reports: [] });
  });

  it.each([
    ['a delivery', { eventType: 'Delivery', mail, delivery: {} }],
    ['an event of this pipeline', { ...bounce('Permanent', 'General'), sluice: { version: 1 } }],
    ["S3's test", { Service: 'Amazon S3', Event: 's3:TestEvent' }],
  ])('of %s ask for nothing', (_what, body) => {
    expect(read(body)).toMatchObject({ kind: 'nothing' });
  });
});

describe('received mail', () => {
  const received = (action: object, content?: string) => ({
    notificationType: 'Received',
    mail,
    content,
    receipt: { action },
  });
  it.each<[string, object | string, object]>([
    ['as it is', 'From: a@b.co\r\n\r\nx', { kind: 'mail', raw: 'From: a@b.co\r\n\r\nx' }],
    ["in SES's notification", received({ type: 'SNS' }, 'From: a'), { kind: 'mail', raw: 'From: a' }],
    [
      'in base64',
      received({ type: 'SNS', encoding: 'BASE64' }, 'RnJvbTogYQ=='),
      { kind: 'mail', raw: Buffer.from('From: a') },
    ],
    [
      'that SES stored',
      enveloped(received({ type: 'S3', bucketName: 'mail', objectKey: 'bounces/1' })),
      { kind: 'stored', objects: [{ bucket: 'mail', key: 'bounces/1' }] },
    ],
    [
      'that S3 tells of',
      { Records: [{ s3: { bucket: { name: 'mail' }, object: { key: 'bounces/a+b%2Bc' } } }] },
      { kind: 'stored', objects: [{ bucket: 'mail', key: 'bounces/a b+c' }] },
    ],
  ])('%s', (_what, body, expected) => {
    expect(read(body)).toEqual(expected);
  });
});

it.each([[{}], [[]], ['null'], [{ Records: [{}] }], [received()]])('cannot read %j', (body) => {
  expect(read(body)).toMatchObject({ kind: 'unreadable' });
});

function received() {
  return { notificationType: 'Received', receipt: { action: { type: 'Lambda' } } };
}
