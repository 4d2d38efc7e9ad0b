import type { SQSRecord } from 'aws-lambda';
import { deliveryId, type DeliveryCopy } from '#shared/mail/delivery.ts';
import { aRecord } from '#test/support/a-record.ts';
import { contentFor, fromDomain, recipientOf, sender } from './mail.ts';
import type { Run } from './variant.ts';

/** As the bulk lane is shipped. */
const batchSize = 600;
const dayMs = 86_400_000;

/** The copies of a run as SQS hands them to an invocation, a batch at a time. */
export function* batches({ messages, firstIndex }: Run, queueArn = 'arn:aws:sqs:eu-west-1:000000000000:ready') {
  for (let sent = 0; sent < messages; sent += batchSize) {
    const size = Math.min(batchSize, messages - sent);
    yield Array.from({ length: size }, (_, index) => recordFor(firstIndex + sent + index, queueArn));
  }
}

function recordFor(index: number, eventSourceARN: string): SQSRecord {
  const recipient = recipientOf(index);
  const nowMs = Date.now();
  const copy: DeliveryCopy = {
    version: 1,
    id: deliveryId(fromDomain, `bench-${index}`, recipient),
    submissionId: `bench-${index}`,
    generation: 1,
    attempts: 0,
    lane: 'bulk',
    sender,
    recipient,
    fromDomain,
    acceptedAtMs: nowMs,
    expiresAtMs: nowMs + dayMs,
    hops: 0,
    content: { kind: 'inline', json: JSON.stringify(contentFor(recipient)) },
    tags: {},
  };
  return aRecord({ messageId: `m${index}`, body: JSON.stringify(copy), eventSourceARN });
}
