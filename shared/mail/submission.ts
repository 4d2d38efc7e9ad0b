import * as z from 'zod';
import { addressesSchema, oneAddressSchema } from './address-field.ts';
import { attachmentsSchema } from './attachment-field.ts';
import { checked, type Wrong } from './checked.ts';
import { headersSchema } from './header-field.ts';
import { checkHeaderValue } from './header-rules.ts';
import { listSchema } from './list-field.ts';
import { looksLikePlace, parseS3Source, s3SourceForm } from './s3-source.ts';
import { unsubscribeSchema } from './unsubscribe.ts';

/** Tags as Amazon SES takes them, so that its consumers can filter our events: at most 10 here, 256 characters each. */
const tagText = /^[A-Za-z0-9_-]{1,256}$/;
const maxTags = 10;

const htmlSchema = checked(z.string(), (html): Wrong[] =>
  looksLikePlace(html) ? [{ problem: 'is the name of a place', expected: 'the HTML text itself' }] : [],
);

const textSchema = checked(z.string(), (text): Wrong[] =>
  // A lone https: link may well be the message; a file or an object is not.
  looksLikePlace(text) && /^\s*(?:file|s3):/.test(text)
    ? [{ problem: 'is the name of a place', expected: 'the text itself' }]
    : [],
);

const rawSchema = checked(z.string(), (raw): Wrong[] =>
  looksLikePlace(raw) && parseS3Source(raw) === null
    ? [{ problem: 'is the name of a place', expected: `the MIME message itself, or ${s3SourceForm}` }]
    : [],
);

const subjectSchema = checked(z.string(), (subject): Wrong[] => {
  const wrong = checkHeaderValue(subject);
  return wrong ? [wrong] : [];
});

const tagsSchema = checked(z.record(z.string(), z.string()), (tags): Wrong[] => {
  const names = Object.keys(tags);
  const expected = `at most ${maxTags} tags of 1 to 256 letters, digits, underscores and hyphens`;
  if (names.length > maxTags) return [{ problem: `holds ${names.length} tags`, expected }];
  return Object.entries(tags)
    .filter(([name, value]) => !tagText.test(name) || !tagText.test(value))
    .map(([name]) => ({ path: [name], problem: 'is not a tag', expected }));
});

const timeSchema = z.iso.datetime({ offset: true });

/**
 * What a user enqueues: one JSON document in one SQS message. The descriptions and examples are the documentation: docs/
 * and the faults of refused submissions are made of them. What a field must hold beyond its JSON type is checked by the
 * field's own schema; what concerns several fields, by parse-submission.ts.
 */
export const submissionSchema = z.strictObject({
  version: z.literal(1).meta({ description: 'The version of this format.', examples: [1] }),
  id: z
    .string()
    .regex(/^[!-~]{1,128}$/)
    .meta({
      description:
        '1 to 128 visible ASCII characters that name this submission. It is the idempotency key: what is enqueued again under the same id and From-domain within 30 days goes to each recipient once.',
      examples: ['order-20261123-0042'],
    }),
  from: oneAddressSchema.optional().meta({
    description: 'The author: one address, of a domain that the sender may use.',
    examples: ['Ada <ada@example.com>'],
  }),
  to: addressesSchema.optional().meta({
    description:
      'Recipients: an address, a list separated by commas, an object, or an array of these. 500 with cc and bcc.',
    examples: [['grace@example.org', { name: 'Alan Turing', address: 'alan@example.net' }]],
  }),
  cc: addressesSchema.optional().meta({ description: 'Recipients of a copy.', examples: ['team@example.org'] }),
  bcc: addressesSchema
    .optional()
    .meta({ description: 'Recipients whom the message does not show.', examples: ['archive@example.com'] }),
  replyTo: addressesSchema.optional().meta({ description: 'Where answers go.', examples: ['support@example.com'] }),
  subject: subjectSchema
    .optional()
    .meta({ description: 'The subject: one line of at most 900 characters.', examples: ['Your order 42'] }),
  text: textSchema.optional().meta({ description: 'The message as plain text.', examples: ['Hello Grace'] }),
  html: htmlSchema.optional().meta({
    description: 'The message as HTML: the text itself, not a file or a URL.',
    examples: ['<p>Hello <b>Grace</b></p>'],
  }),
  headers: headersSchema.optional().meta({
    description:
      'Further header fields: an object of text or arrays of text, or an array of `{"key", "value"}`. Not those that have a field of their own or that the pipeline writes.',
    examples: [{ 'X-Campaign': 'spring' }],
  }),
  list: listSchema.optional().meta({
    description:
      'List-* header fields: help, unsubscribe, subscribe, post, owner, archive, id; each a URL, `{"url", "comment"}`, or an array.',
    examples: [{ unsubscribe: 'https://example.com/unsubscribe/42', id: 'news.example.com' }],
  }),
  unsubscribe: unsubscribeSchema.optional().meta({
    description:
      'How a recipient leaves: an https: URL that takes the one-click POST of RFC 8058, a mailto: URL, or `{"url", "mailto"}`. `{recipient}` and `{delivery}` stand for the address and the delivery id. Writes List-Unsubscribe and List-Unsubscribe-Post.',
    examples: ['https://example.com/unsubscribe?mail={recipient}'],
  }),
  attachments: attachmentsSchema.optional().meta({
    description: 'At most 50 attachments, each with inline `content` or with an object in S3 as `source`.',
    examples: [[{ filename: 'offer.pdf', source: 's3://my-content/offers/42.pdf' }]],
  }),
  raw: rawSchema.optional().meta({
    description:
      'Instead of from … attachments: a complete MIME message as text, or an object in S3 that holds one. Its recipients are those of `envelope`.',
    examples: ['s3://my-content/mails/42.eml'],
  }),
  envelope: z
    .strictObject({
      from: oneAddressSchema
        .nullable()
        .optional()
        .meta({
          description:
            "MAIL FROM, where bounces go; null for mail that must not bounce. Without it, the pipeline's return path, or else the From address.",
          examples: ['bounces@example.com'],
        }),
      to: addressesSchema.optional().meta({
        description: 'RCPT TO: the recipients of a raw message. Only with `raw`.',
        examples: ['grace@example.org'],
      }),
    })
    .optional()
    .meta({
      description: 'The SMTP envelope. Needed with `raw`; otherwise only to set another bounce address.',
      examples: [{ from: 'bounces@example.com', to: ['grace@example.org'] }],
    }),
  stream: z
    .string()
    .optional()
    .meta({
      description: 'The lane that the mail takes, e.g. bulk; without it, the default lane.',
      examples: ['transactional'],
    }),
  tags: tagsSchema.optional().meta({
    description: 'At most 10 names and values that the events carry: letters, digits, underscores and hyphens.',
    examples: [{ campaign: 'spring' }],
  }),
  sendAt: timeSchema.optional().meta({
    description: 'Not to be sent before this time: ISO 8601 with an offset, at most 24 hours ahead.',
    examples: ['2026-11-24T09:00:00+01:00'],
  }),
  expiresAt: timeSchema.optional().meta({
    description: "Not to be sent after this time: ISO 8601 with an offset. Without it, the lane's give-up time.",
    examples: ['2026-11-24T18:00:00Z'],
  }),
});
export type SubmissionInput = z.infer<typeof submissionSchema>;
