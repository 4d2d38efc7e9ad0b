import { createHash } from 'node:crypto';
import * as z from 'zod';

/** Where a delivery's content lies: in the copy itself, or (over 32 KB) once per submission in S3. */
export const contentReferenceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('inline'), json: z.string() }),
  z.strictObject({ kind: z.literal('s3'), bucket: z.string(), key: z.string() }),
]);
export type ContentReference = z.infer<typeof contentReferenceSchema>;

/**
 * One copy of a delivery: the body of a message in a lane's ready or retry queue.
 *
 * Several copies of one delivery may exist at once (SQS redelivers, a crashed sender leaves one behind); the ledger decides
 * which of them may be sent. `generation` is what tells an old copy from its successor.
 */
export const deliveryCopySchema = z.strictObject({
  version: z.literal(1),
  /** `deliveryId(fromDomain, submissionId, recipient)`. */
  id: z.string().length(22),
  submissionId: z.string(),
  /** 1 for the first copy; a deferral enqueues generation + 1. */
  generation: z.int().positive(),
  /** SMTP tries made so far. Waiting for a grant is not one. */
  attempts: z.int().nonnegative(),
  lane: z.string(),
  /** MAIL FROM; null for a bounce. */
  sender: z.string().nullable(),
  /** RCPT TO. */
  recipient: z.string(),
  /** Domain of the From header: the scope of authentication holds. */
  fromDomain: z.string(),
  acceptedAtMs: z.int(),
  /** The give-up time: past it the delivery expires. */
  expiresAtMs: z.int(),
  /** Not to be attempted before this time; copies that come early hop. */
  notBeforeMs: z.int().optional(),
  /** Times this copy was put back without an attempt: paced for our own limits, or a hop of a longer delay. */
  hops: z.int().nonnegative(),
  content: contentReferenceSchema,
  tags: z.record(z.string(), z.string()),
});
export type DeliveryCopy = z.infer<typeof deliveryCopySchema>;

/**
 * The id of the delivery of one submission to one recipient: 22 base64url characters (128 bits), so that some 40 of them
 * fit one DynamoDB write unit of a manifest. Equal submissions give equal ids, which is what makes resubmission harmless.
 * The From domain is part of it: who may not send as a domain cannot take, or end, an id of that domain's mail.
 */
export function deliveryId(fromDomain: string, submissionId: string, recipient: string): string {
  return createHash('sha256').update(`${fromDomain}\0${submissionId}\0${recipient}`).digest('base64url').slice(0, 22);
}

/** The domain of an address, lower-cased; the part after the last `@`. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
