/** How a header field is signed where it occurs: each occurrence; with one more, so that none can be added; or that even where it is absent. */
type Coverage = 'each' | 'closed' | 'always-closed';

/**
 * The header fields that a signature covers: those that a reader sees or a receiver acts on (RFC 6376 §5.4), the unsubscribe fields
 * (RFC 8058 §4 demands both) and Feedback-ID (Gmail demands it). What is closed is named once more than it occurs (§8.15): a replayed
 * copy with a second Subject or From does not verify. Not covered: Return-Path, Received and other trace.
 */
const coverage: ReadonlyMap<string, Coverage> = new Map([
  ['from', 'always-closed'],
  ['reply-to', 'always-closed'],
  ['subject', 'always-closed'],
  ['to', 'always-closed'],
  ['cc', 'always-closed'],
  ['date', 'closed'],
  ['message-id', 'closed'],
  ['in-reply-to', 'each'],
  ['references', 'each'],
  ['mime-version', 'closed'],
  ['content-type', 'closed'],
  ['content-transfer-encoding', 'closed'],
  ['list-id', 'each'],
  ['list-unsubscribe', 'closed'],
  ['list-unsubscribe-post', 'closed'],
  ['list-help', 'each'],
  ['list-subscribe', 'each'],
  ['list-post', 'each'],
  ['list-owner', 'each'],
  ['list-archive', 'each'],
  ['feedback-id', 'each'],
]);

/** The names for `h=`, in order, without those of `leftOut`: each field as often as it occurs, and once more where it is closed. */
export function namesToSign(present: readonly string[], leftOut: ReadonlySet<string>): string[] {
  return [...coverage].flatMap(([name, how]) => {
    if (leftOut.has(name)) return [];
    const occurrences = present.filter((other) => other === name).length;
    const isClosed = how === 'always-closed' || (how === 'closed' && occurrences > 0);
    return Array.from({ length: occurrences + (isClosed ? 1 : 0) }, () => name);
  });
}

/**
 * What Amazon SES writes anew on the way, which would break a signature that covers it (docs.aws.amazon.com/ses, "Manual DKIM signing").
 */
const rewrittenBySes: ReadonlySet<string> = new Set(['message-id', 'date', 'feedback-id']);

/** The fields that are left out of the signature because the relay `host` rewrites them; none without a relay. */
export function rewrittenBy(host: string | null): ReadonlySet<string> {
  return host !== null && /^email-smtp\.[\w-]+\.amazonaws\.com(?:\.cn)?$/i.test(host) ? rewrittenBySes : new Set();
}
