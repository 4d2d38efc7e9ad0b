import * as z from 'zod';
import { unfitForHeader } from './address.ts';
import { checked, type Wrong } from './checked.ts';
import { looksLikePlace, parseS3Source, s3SourceForm } from './s3-source.ts';

/** Ours: a message with more parts is an archive. */
const maxAttachments = 50;

const mediaType = /^[A-Za-z0-9][\w.+-]{0,63}\/[A-Za-z0-9][\w.+-]{0,126}(?:; ?[\w-]{1,40}=[\w.-]{1,80})*$/;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const attachmentShape = z.strictObject({
  filename: z
    .string()
    .optional()
    .meta({ description: 'The name that the recipient sees, without folders.', examples: ['offer.pdf'] }),
  content: z
    .string()
    .optional()
    .meta({ description: 'The bytes, inline, in the form that `encoding` names.', examples: ['JVBERi0xLjcK'] }),
  encoding: z
    .enum(['utf-8', 'base64'])
    .optional()
    .meta({ description: 'How `content` is to be read: `utf-8` (the default) or `base64`.', examples: ['base64'] }),
  source: z
    .string()
    .optional()
    .meta({
      description: 'Instead of `content`: an object in S3, in a bucket and prefix that this pipeline reads.',
      examples: ['s3://my-content/offers/42.pdf'],
    }),
  contentType: z
    .string()
    .optional()
    .meta({ description: 'The media type; without it, told by the file name.', examples: ['application/pdf'] }),
  contentDisposition: z
    .enum(['attachment', 'inline'])
    .optional()
    .meta({ description: 'Whether it is shown within the message.', examples: ['attachment'] }),
  cid: z
    .string()
    .optional()
    .meta({ description: 'The id by which the HTML names the image: `<img src="cid:logo">`.', examples: ['logo'] }),
});
export type AttachmentInput = z.infer<typeof attachmentShape>;

export const attachmentsSchema = z.array(checked(attachmentShape, check)).max(maxAttachments);

function check(attachment: AttachmentInput): Wrong[] {
  const { filename, content, encoding, source, contentType, cid } = attachment;
  const wrong: Wrong[] = [];
  const unless = (isRight: boolean, path: keyof AttachmentInput, problem: string, expected: string) => {
    if (!isRight) wrong.push({ path: [path], problem, expected });
  };
  if (filename !== undefined) {
    const isName =
      filename !== '' && filename.length <= 255 && !/[/\\]/.test(filename) && !unfitForHeader.test(filename);
    unless(isName, 'filename', 'is not a file name', 'at most 255 characters without slashes or control characters');
  }
  if ((content === undefined) === (source === undefined)) {
    wrong.push({
      problem: 'has not exactly one of content and source',
      expected: `inline "content", or "source": ${s3SourceForm}`,
    });
  }
  if (source !== undefined) {
    unless(parseS3Source(source) !== null, 'source', 'is not the name of an object in S3', s3SourceForm);
    unless(encoding === undefined, 'encoding', 'does not go with source', 'no encoding: objects are taken as they are');
  }
  if (content !== undefined && encoding === 'base64') {
    unless(
      base64.test(content),
      'content',
      'is not base64',
      'base64 with padding and without line breaks (RFC 4648 §4)',
    );
  } else if (content !== undefined) {
    unless(
      !/^(?:s3:|file:)/.test(content) || !looksLikePlace(content),
      'content',
      'is the name of a place',
      `the content itself, or "source": ${s3SourceForm}`,
    );
  }
  if (contentType !== undefined) {
    const isMediaType = contentType.length <= 200 && mediaType.test(contentType) && !/^multipart\//i.test(contentType);
    unless(isMediaType, 'contentType', 'is not the type of an attachment', 'a media type such as "application/pdf"');
  }
  if (cid !== undefined)
    unless(/^[\w.@+-]{1,200}$/.test(cid), 'cid', 'is not a content id', 'letters, digits and . _ - + @');
  return wrong;
}
