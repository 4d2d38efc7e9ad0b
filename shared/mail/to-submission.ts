import { addressesOf } from './address-field.ts';
import type { AttachmentInput } from './attachment-field.ts';
import { headersOf } from './header-field.ts';
import { listHeadersOf } from './list-field.ts';
import type { AttachmentPart, Bytes, ComposedBody, RawBody, Submission } from './parsed.ts';
import { uniqueRecipients } from './recipients.ts';
import { parseS3Source } from './s3-source.ts';
import type { SubmissionInput } from './submission.ts';
import { unsubscribeOf } from './unsubscribe.ts';

/** The document of a submission that passed every check, in the form that the pipeline works with. */
export function toSubmission(input: SubmissionInput): Submission {
  const recipientFields = input.raw === undefined ? [input.to, input.cc, input.bcc] : [input.envelope?.to];
  return {
    id: input.id,
    stream: input.stream ?? null,
    tags: input.tags ?? {},
    notBeforeMs: input.sendAt === undefined ? null : Date.parse(input.sendAt),
    expiresAtMs: input.expiresAt === undefined ? null : Date.parse(input.expiresAt),
    sender: senderOf(input),
    hasOwnSender: input.envelope?.from !== undefined,
    recipients: uniqueRecipients(recipientFields.flatMap(addressesOf)),
    body: input.raw === undefined ? composedBody(input) : rawBody(input.raw),
  };
}

function senderOf({ envelope, from }: SubmissionInput): string | null {
  if (envelope?.from === null) return null;
  return addressesOf(envelope?.from ?? from)[0]?.address ?? null;
}

function rawBody(raw: string): RawBody {
  return { kind: 'raw', bytes: bytesOf(parseS3Source(raw) === null ? { content: raw } : { source: raw }) };
}

function composedBody(input: SubmissionInput): ComposedBody {
  const [from] = addressesOf(input.from);
  if (!from) throw new Error('a composed submission without an author passed its checks');
  const unsubscribe = unsubscribeOf(input.unsubscribe);
  return {
    kind: 'composed',
    from,
    to: addressesOf(input.to),
    cc: addressesOf(input.cc),
    replyTo: addressesOf(input.replyTo),
    subject: input.subject ?? '',
    ...(input.text === undefined ? {} : { text: input.text }),
    ...(input.html === undefined ? {} : { html: input.html }),
    headers: headersOf(input.headers),
    list: listHeadersOf(input.list),
    ...(unsubscribe === undefined ? {} : { unsubscribe }),
    attachments: (input.attachments ?? []).map(attachmentPart),
  };
}

function attachmentPart(attachment: AttachmentInput): AttachmentPart {
  const { filename, contentType, contentDisposition, cid } = attachment;
  return {
    ...(filename === undefined ? {} : { filename }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(contentDisposition === undefined ? {} : { contentDisposition }),
    ...(cid === undefined ? {} : { cid }),
    bytes: bytesOf(attachment),
  };
}

function bytesOf({ content = '', encoding, source }: Pick<AttachmentInput, 'content' | 'encoding' | 'source'>): Bytes {
  const object = source === undefined ? null : parseS3Source(source);
  if (object) return { kind: 's3', ...object };
  return { kind: 'here', base64: encoding === 'base64' ? content : Buffer.from(content, 'utf8').toString('base64') };
}
