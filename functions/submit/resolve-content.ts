import type { Address } from '#shared/mail/address.ts';
import type { MailContent } from '#shared/mail/content.ts';
import { composedBytes, encodedBytes } from '#shared/mail/encoded-size.ts';
import type { Fault } from '#shared/mail/fault.ts';
import type { Bytes, ComposedBody, RawBody, Submission } from '#shared/mail/parsed.ts';
import { authorOf } from '#shared/mail/raw-author.ts';
import type { SourceRead } from '#shared/mail/read-source.ts';
import { isAllowedSource, s3SourceForm } from '#shared/mail/s3-source.ts';
import type { SubmitDeps } from './deps.ts';

export type Resolved =
  | { readonly kind: 'resolved'; readonly content: MailContent; readonly author: Address }
  | { readonly kind: 'faulty'; readonly faults: readonly Fault[] };

type ResolveDeps = Pick<SubmitDeps, 'settings' | 'readSource'>;

/** Puts the objects that a submission names in their places, and checks the size of the whole. */
export function resolveContent({ body }: Submission, deps: ResolveDeps): Promise<Resolved> {
  return body.kind === 'raw' ? resolveRaw(body, deps) : resolveComposed(body, deps);
}

async function resolveRaw({ bytes }: RawBody, deps: ResolveDeps): Promise<Resolved> {
  const base64 = await fetchBytes('raw', bytes, deps);
  if (typeof base64 !== 'string') return faulty(base64);
  const message = Buffer.from(base64, 'base64');
  const tooLarge = checkSize('raw', message.length, deps);
  if (tooLarge) return faulty(tooLarge);
  const author = authorOf(message);
  if ('problem' in author) {
    return faulty({ field: 'raw', problem: author.problem, expected: 'a MIME message with one From of one address' });
  }
  return { kind: 'resolved', content: { kind: 'raw', base64 }, author };
}

async function resolveComposed(body: ComposedBody, deps: ResolveDeps): Promise<Resolved> {
  const { from, to, cc, replyTo, headers, list } = body;
  let fetchedBytes = 0;
  const faults: Fault[] = [];
  const attachments = [];
  for (const [index, { bytes, ...part }] of body.attachments.entries()) {
    const field = `attachments[${index}].${bytes.kind === 's3' ? 'source' : 'content'}`;
    const base64 = await fetchBytes(field, bytes, deps);
    if (typeof base64 !== 'string') {
      faults.push(base64);
      continue;
    }
    fetchedBytes += encodedBytes(base64.length);
    attachments.push({ ...part, base64 });
    // What is already too large is not fetched further.
    if (checkSize('attachments', fetchedBytes, deps)) break;
  }
  const lists = { to: [...to], cc: [...cc], replyTo: [...replyTo], headers: [...headers], list: [...list] };
  const content = { ...body, ...lists, attachments };
  const tooLarge = checkSize(attachments.length > 0 ? 'attachments' : 'html', composedBytes(content), deps);
  if (tooLarge) faults.push(tooLarge);
  return faults.length > 0 ? faulty(...faults) : { kind: 'resolved', content, author: from };
}

function faulty(...faults: Fault[]): Resolved {
  return { kind: 'faulty', faults };
}

function checkSize(field: string, sizeBytes: number, { settings }: ResolveDeps): Fault | null {
  const { maxMessageBytes } = settings;
  if (sizeBytes <= maxMessageBytes) return null;
  return { field, problem: `makes a message of ${sizeBytes} bytes`, expected: `at most ${maxMessageBytes} bytes` };
}

/** The bytes in base64, or why there are none. */
async function fetchBytes(field: string, bytes: Bytes, { settings, readSource }: ResolveDeps): Promise<string | Fault> {
  if (bytes.kind === 'here') return bytes.base64;
  if (!isAllowedSource(bytes, settings.contentSources)) {
    const allowed = settings.contentSources.map((source) => `s3://${source}`).join(', ');
    return {
      field,
      problem: 'lies outside what this pipeline reads',
      expected: allowed === '' ? 'inline content: no S3 prefix is configured' : `an object under ${allowed}`,
    };
  }
  const read = await readSource(bytes, settings.maxMessageBytes);
  return read.kind === 'read' ? read.bytes.toString('base64') : { field, ...whyUnread(read, settings.maxMessageBytes) };
}

function whyUnread(read: Exclude<SourceRead, { kind: 'read' }>, maxBytes: number): Omit<Fault, 'field'> {
  switch (read.kind) {
    case 'missing':
      return {
        problem: 'does not exist',
        expected: `an object that exists when the mail is enqueued: ${s3SourceForm}`,
      };
    case 'forbidden':
      return { problem: 'does not exist or may not be read', expected: 'an object that the submit function may read' };
    case 'too-large':
      return { problem: `has ${read.sizeBytes} bytes`, expected: `at most ${maxBytes} bytes` };
  }
}
