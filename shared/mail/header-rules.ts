import { unfitForHeader } from './address.ts';

/** Ours: enough for any real message, few enough that a header stays small. */
export const maxCustomHeaders = 50;
/** RFC 5322 §2.1.1 allows 998 octets a line, and a value without spaces cannot be folded. */
const maxValueLength = 900;

/** Fields that a submission sets by a field of its own. */
const byField = new Map([
  ['from', 'from'],
  ['to', 'to'],
  ['cc', 'cc'],
  ['bcc', 'bcc'],
  ['reply-to', 'replyTo'],
  ['subject', 'subject'],
]);

/** Fields that only the pipeline or a receiver may write: identity, transport, signature and trace. */
const ours = new Set([
  'message-id',
  'date',
  'sender',
  'return-path',
  'received',
  'mime-version',
  'dkim-signature',
  'domainkey-signature',
  'authentication-results',
  'received-spf',
]);
/** `X-SES-*` commands Amazon SES (configuration set, source identity): not the submitter's to give. */
const ourPrefixes = ['content-', 'x-sluice-', 'x-ses-', 'resent-', 'arc-'];

/** What is wrong with a header field that a submission names, or null. */
export function checkHeader(name: string, value: string): { problem: string; expected: string } | null {
  const lower = name.toLowerCase();
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,75}$/.test(name)) {
    return { problem: 'is not a header name', expected: 'letters, digits and hyphens, e.g. "X-Campaign"' };
  }
  const field = byField.get(lower);
  if (field !== undefined) return { problem: 'may not be set as a header', expected: `the field "${field}"` };
  if (ours.has(lower) || ourPrefixes.some((prefix) => lower.startsWith(prefix))) {
    return { problem: 'may not be set', expected: 'no such header: the pipeline or the receiver writes it' };
  }
  return checkHeaderValue(value);
}

/** What is wrong with text that is to stand in a header, or null. */
export function checkHeaderValue(value: string): { problem: string; expected: string } | null {
  if (unfitForHeader.test(value)) {
    return { problem: 'has a line break or control character', expected: 'text on one line' };
  }
  if (value.length > maxValueLength) {
    return { problem: `has ${value.length} characters`, expected: `at most ${maxValueLength} characters` };
  }
  return null;
}
