import type { SQSRecord } from 'aws-lambda';
import type { MailContent } from '#shared/mail/content.ts';
import { encodedBytes } from '#shared/mail/encoded-size.ts';
import { aRecord } from '#test/support/a-record.ts';
import { submissionFor } from '#test/support/pipeline.ts';
import { batches } from '../deliver/batches.ts';
import { contentFor, recipientOf, sender } from '../deliver/mail.ts';

/** The largest that infra/config/schema.ts allows. */
export const maxMessageBytes = 40_000_000;
/** As shipped, of a lane and of submit. */
const laneBatch = 600;
const submitBatch = 100;
/** Lambda hands over no more (Lambda quotas, payload); what SQS says of each message beside its body counts too. */
const payloadBytes = 6_000_000;

const line = `${'x'.repeat(76)}\r\n`;
export const rawMail = Buffer.from(
  `From: ${sender}\r\nTo: ${recipientOf(0)}\r\nSubject: large\r\n\r\n${line.repeat(Math.floor((maxMessageBytes - 4_096) / line.length))}`,
);
/** An attachment that makes a message of the largest size. */
export const attached = Buffer.alloc(Math.floor(((maxMessageBytes - 10_000) * 76 * 3) / (78 * 4)), 'attached');

/** Content as submit keeps it: a raw message, and one of an attachment. */
export const largeContents: Readonly<Record<'raw' | 'composed', MailContent>> = {
  raw: { kind: 'raw', base64: rawMail.toString('base64') },
  composed: {
    ...contentFor(recipientOf(0)),
    attachments: [{ filename: 'a.bin', contentType: 'application/octet-stream', base64: attached.toString('base64') }],
  },
};
if (encodedBytes(attached.toString('base64').length) > maxMessageBytes) throw new Error('the attachment is too large');

let firstIndex = 0;
function copies(messages: number): SQSRecord[] {
  const records = [...batches({ connections: 0, messages, firstIndex })].flat();
  firstIndex += messages;
  return records;
}

/** A batch of the lane with 10 KB in each. */
export const smallCopies = (): SQSRecord[] => copies(laneBatch);

/** A batch of the lane whose content all lies in S3, in turn under these keys. */
export const largeCopies = (messages: number, bucket: string, keys: readonly string[]): SQSRecord[] =>
  copies(messages).map((record, index) => {
    const content = { kind: 's3', bucket, key: keys[index % keys.length] };
    return { ...record, body: JSON.stringify({ ...(JSON.parse(record.body) as object), content }) };
  });

const recordsOf = (bodies: readonly string[]): SQSRecord[] =>
  bodies.map((body, index) =>
    aRecord({ messageId: `m${index}`, body }, { SenderId: 'bench', SentTimestamp: String(Date.now()) }),
  );

/** A batch of submit that fills the payload, each to 100 recipients. */
export function fullSubmissions(): SQSRecord[] {
  const text = 'y'.repeat(payloadBytes / submitBatch - 6_000);
  const to = Array.from({ length: 100 }, (_, index) => recipientOf(index));
  return recordsOf(
    Array.from({ length: submitBatch }, (_, index) =>
      JSON.stringify(submissionFor(`full-${index}`, to, { from: sender, text })),
    ),
  );
}

/** Submissions that name objects of the largest size, raw messages and attachments in turn. */
export function largeSubmissions(count: number, folder: string): SQSRecord[] {
  const envelope = { from: sender, to: [recipientOf(0)] };
  return recordsOf(
    Array.from({ length: count }, (_, index) =>
      JSON.stringify(
        index % 2 === 0
          ? { version: 1, id: `large-${index}`, raw: `s3://${folder}raw`, envelope, stream: 'bulk' }
          : submissionFor(`large-${index}`, recipientOf(0), {
              from: sender,
              attachments: [{ filename: 'a.bin', source: `s3://${folder}attached` }],
            }),
      ),
    ),
  );
}

/** The largest mail that feedback reads, bytes: a report with as many parts as find room. */
const reportBytes = 1_048_576;
const head = `From: a@b.test\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n`;
const part = `--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.test\r\n\r\nFinal-Recipient: rfc822; a@b.test\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n`;
export const report = Buffer.from(
  head + part.repeat(Math.floor((reportBytes - head.length - 5) / part.length)) + '--b--',
);

/** A batch of feedback, each telling of ten such mails. */
export function storedReports(bucket: string, key: string): SQSRecord[] {
  const Records = Array.from({ length: 10 }, () => ({ s3: { bucket: { name: bucket }, object: { key } } }));
  return recordsOf(Array.from({ length: 10 }, () => JSON.stringify({ Records })));
}
