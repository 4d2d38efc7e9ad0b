import { feedbackSenderForm } from '#shared/mail/feedback-id.ts';
import { parseAddrSpec } from '#shared/mail/address.ts';
import { normaliseDomain } from '#shared/mail/domain.ts';
import { suppressionPolicySchema } from '#shared/mail/suppression.ts';
import * as z from 'zod';
import { secretNameSchema } from './secret-name-schema.ts';

const domainSchema = z
  .string()
  .refine((domain) => normaliseDomain(domain) === domain, 'write "example.com": lower case, A-labels');

const dkimSchema = z.strictObject({
  /** `d=`: signs mail of this From-domain and of those below it that have no key of their own. */
  domain: domainSchema,
  /** `s=`: the public key stands at `<selector>._domainkey.<domain>`. */
  selector: z
    .string()
    .regex(
      /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/,
      'use labels of DNS, such as "s2026"',
    ),
  /** Secrets Manager: an RSA private key in PEM. */
  secretName: secretNameSchema('sluice/dkim/example.com'),
});

const returnPathConfigSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('fixed'),
    address: z.string().refine((address) => {
      const parsed = parseAddrSpec(address);
      return 'address' in parsed && parsed.address === address;
    }, 'give one address, such as "bounces@example.com"'),
  }),
  z.strictObject({
    kind: z.literal('verp'),
    /** A domain whose mail comes to you: bounces go to `b+…@<domain>`. */
    domain: domainSchema,
    /** Secrets Manager: at least 32 random characters; older ones on further lines are still believed. */
    secretName: secretNameSchema('sluice/verp'),
  }),
]);

/** What a configuration says of the messages themselves: how they are signed, and where their bounces go. */
export const mailConfigShape = {
  /** Keys that sign. A From-domain that has none here, itself or above it, goes out without a signature of ours. */
  dkim: z
    .array(dkimSchema)
    .superRefine((keys, context) => {
      for (const [index, { domain }] of keys.entries()) {
        if (keys.findIndex((key) => key.domain === domain) < index) {
          context.addIssue({
            code: 'custom',
            path: [index, 'domain'],
            message: `"${domain}" has a key; give one each`,
          });
        }
      }
    })
    .default([]),
  /** Whether a From-domain without a key is refused at submit. Without any key nothing is. */
  requireDkim: z.boolean().default(true),
  /** MAIL FROM of mail that names none in `envelope.from`; left out, it is the author's address. */
  returnPath: returnPathConfigSchema.optional(),
  /** The sender's part of Gmail's Feedback-ID, one for the whole pipeline; left out, mail has no such header. */
  feedbackSender: z
    .string()
    .regex(feedbackSenderForm, 'use 5 to 15 letters, digits, underscores and hyphens')
    .optional(),
  /** What a hard bounce puts on the suppression list: `global`, `stream` (for its lane), or `off`; and for how many days. */
  suppression: suppressionPolicySchema.default({ hardBounces: 'global' }),
};
