import { z } from 'zod';

/**
 * What a strict consumer of Amazon SES's events expects, after the tables of "Contents of event data that Amazon SES publishes
 * to Amazon SNS": required what the tables say is always there, and the values that they list.
 */
const timestamp = z.iso.datetime();
const mail = z.object({
  timestamp,
  messageId: z.string().min(1),
  source: z.string(),
  destination: z.array(z.string()).min(1),
  headersTruncated: z.boolean(),
  tags: z.record(z.string(), z.array(z.string())),
});
const dsn = { status: z.string().optional(), diagnosticCode: z.string().startsWith('smtp; ').optional() };

export const sesEventSchema = z.discriminatedUnion('eventType', [
  z.object({ eventType: z.literal('Send'), mail, send: z.object({}) }),
  z.object({
    eventType: z.literal('Delivery'),
    mail,
    delivery: z.object({
      timestamp,
      processingTimeMillis: z.int().nonnegative(),
      recipients: z.array(z.string()).min(1),
      smtpResponse: z.string(),
      reportingMTA: z.string(),
    }),
  }),
  z.object({
    eventType: z.literal('Bounce'),
    mail,
    bounce: z.object({
      bounceType: z.enum(['Undetermined', 'Permanent', 'Transient']),
      bounceSubType: z.enum([
        'Undetermined',
        'General',
        'NoEmail',
        'Suppressed',
        'OnAccountSuppressionList',
        'UnsubscribedRecipient',
        'MailboxFull',
        'MessageTooLarge',
        'CustomTimeoutExceeded',
        'ContentRejected',
        'AttachmentRejected',
      ]),
      bouncedRecipients: z.array(z.object({ emailAddress: z.string(), action: z.string().optional(), ...dsn })).min(1),
      timestamp,
      feedbackId: z.string().min(1),
      reportingMTA: z.string().startsWith('dsn; ').optional(),
    }),
  }),
  z.object({
    eventType: z.literal('Complaint'),
    mail,
    complaint: z.object({
      complainedRecipients: z.array(z.object({ emailAddress: z.string() })).min(1),
      timestamp,
      feedbackId: z.string().min(1),
      complaintFeedbackType: z.enum(['abuse', 'auth-failure', 'fraud', 'not-spam', 'other', 'virus']).optional(),
    }),
  }),
  z.object({
    eventType: z.literal('DeliveryDelay'),
    mail,
    deliveryDelay: z.object({
      timestamp,
      delayType: z.enum([
        'InternalFailure',
        'General',
        'MailboxFull',
        'SpamDetected',
        'RecipientServerError',
        'IPFailure',
        'TransientCommunicationFailure',
        'BYOIPHostNameLookupUnavailable',
        'Undetermined',
        'SendingDeferral',
      ]),
      expirationTime: timestamp,
      delayedRecipients: z.array(z.object({ emailAddress: z.string(), ...dsn })).min(1),
    }),
  }),
  z.object({ eventType: z.literal('Reject'), mail, reject: z.object({ reason: z.string() }) }),
]);
