import * as z from 'zod';
import type { S3Source } from '../mail/s3-source.ts';
import { parseJson } from '../parse-json.ts';
import type { Report } from './report.ts';
import { reportsOfSes, sesNotificationSchema } from './ses-notification.ts';

/** What a message of the feedback queue holds. */
export type Feedback =
  | { readonly kind: 'reports'; readonly reports: readonly Report[] }
  /** A mail that was sent to a bounce or complaint address. */
  | { readonly kind: 'mail'; readonly raw: string | Uint8Array }
  | { readonly kind: 'stored'; readonly objects: readonly S3Source[] }
  /** Nothing to be done, and why. */
  | { readonly kind: 'nothing'; readonly why: string }
  | { readonly kind: 'unreadable'; readonly problem: string };

/** What SNS puts around a message, unless its subscription delivers raw. */
const envelopeSchema = z.looseObject({ Type: z.literal('Notification'), Message: z.string() });
/** Mail that SES received: in the message itself, or where its rule put it (docs.aws.amazon.com/ses, "receiving notification contents"). */
const receivedSchema = z.looseObject({
  notificationType: z.literal('Received'),
  content: z.string().optional(),
  receipt: z.looseObject({
    action: z.looseObject({
      encoding: z.string().optional(),
      bucketName: z.string().optional(),
      objectKey: z.string().optional(),
    }),
  }),
});
/** S3's own notification of a new object; its keys are encoded as in a query string. */
const storedSchema = z.looseObject({
  Records: z.array(
    z.looseObject({
      s3: z.looseObject({
        bucket: z.looseObject({ name: z.string() }),
        object: z.looseObject({ key: z.string() }),
      }),
    }),
  ),
});
const typedSchema = z.union([
  z.looseObject({ notificationType: z.string() }),
  z.looseObject({ eventType: z.string() }),
  z.looseObject({ Event: z.literal('s3:TestEvent') }),
]);

/**
 * Reads a message of the feedback queue: notifications of SES and S3, as SNS wraps them or bare, or a mail as it is. `secrets` are those
 * of the bounce addresses.
 */
export function readFeedback(body: string, secrets: readonly string[] = []): Feedback {
  const json = parseJson(body);
  if (json === undefined) return { kind: 'mail', raw: body };
  const envelope = envelopeSchema.safeParse(json);
  if (envelope.success) return readFeedback(envelope.data.Message, secrets);
  // What our own events topic publishes looks like SES's.
  if (typeof json === 'object' && json !== null && 'sluice' in json) {
    return { kind: 'nothing', why: 'an event of this pipeline: subscribe the queue to the topics of SES only' };
  }
  const notification = sesNotificationSchema.safeParse(json);
  if (notification.success) return { kind: 'reports', reports: reportsOfSes(notification.data, secrets) };
  const received = receivedSchema.safeParse(json);
  if (received.success) return receivedMail(received.data);
  const stored = storedSchema.safeParse(json);
  if (stored.success) {
    const objects = stored.data.Records.map(({ s3 }) => ({ bucket: s3.bucket.name, key: decodeKey(s3.object.key) }));
    return { kind: 'stored', objects };
  }
  const typed = typedSchema.safeParse(json);
  if (typed.success) return { kind: 'nothing', why: 'neither a bounce nor a complaint' };
  return {
    kind: 'unreadable',
    problem: 'is neither a notification of Amazon SES or S3 nor a mail',
  };
}

function receivedMail({ content, receipt: { action } }: z.infer<typeof receivedSchema>): Feedback {
  const { bucketName: bucket, objectKey: key, encoding } = action;
  if (content !== undefined) {
    return { kind: 'mail', raw: encoding?.toUpperCase() === 'BASE64' ? Buffer.from(content, 'base64') : content };
  }
  if (bucket !== undefined && key !== undefined) return { kind: 'stored', objects: [{ bucket, key }] };
  return { kind: 'unreadable', problem: 'is a received mail without its content: let the rule of SES store it in S3' };
}

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}
