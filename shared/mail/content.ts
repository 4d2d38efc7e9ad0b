import * as z from 'zod';

const address = z.strictObject({ name: z.string().optional(), address: z.string() });

/**
 * What a message consists of, after validation: the input of composition. It names no files and no URLs; attachments that
 * a submission took from S3 are already in place. Bytes are base64.
 */
export const mailContentSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('composed'),
    from: address,
    to: z.array(address),
    cc: z.array(address),
    replyTo: z.array(address),
    subject: z.string(),
    text: z.string().optional(),
    html: z.string().optional(),
    headers: z.array(z.strictObject({ key: z.string(), value: z.string() })),
    /** nodemailer's `list`, flattened to List-* header fields. */
    list: z.array(z.strictObject({ key: z.string(), value: z.string() })),
    /** Templates, filled for each delivery. */
    unsubscribe: z.strictObject({ url: z.string().optional(), mailto: z.string().optional() }).optional(),
    attachments: z.array(
      z.strictObject({
        filename: z.string().optional(),
        contentType: z.string().optional(),
        contentDisposition: z.enum(['attachment', 'inline']).optional(),
        cid: z.string().optional(),
        base64: z.string(),
      }),
    ),
  }),
  z.strictObject({ kind: z.literal('raw'), base64: z.string() }),
]);
export type MailContent = z.infer<typeof mailContentSchema>;

/** Content at most this large (bytes of JSON) travels in the copy; larger content lies in S3, once per submission. */
export const inlineContentMaxBytes = 32 * 1024;
