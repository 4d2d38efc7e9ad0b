/** The SMTP command that a reply answered; `connect` for the greeting, `dot` for the end of the data. */
export type SmtpCommand = 'connect' | 'ehlo' | 'starttls' | 'auth' | 'mail' | 'rcpt' | 'data' | 'dot' | 'rset' | 'quit';

/** A reply as the receiver gave it (RFC 5321 §4.2, RFC 3463). */
export interface Reply {
  /** Three digits. */
  readonly code: number;
  /** Enhanced status, e.g. `4.7.0`: after the code, else in the text (`(#5.1.1)`); null where the receiver gave none. */
  readonly enhanced: string | null;
  /** The text of all lines joined by a line feed, without codes, at most `maxTextChars` characters. */
  readonly text: string;
  readonly command: SmtpCommand;
}

/** Reply texts are kept to this many characters: RFC 5321 §4.5.3.1.5 allows 512 octets a line; a ledger item holds three in 1 KB. */
export const maxReplyText = 160;

/** What is read of a reply to classify it, characters: its last words may be the ones that matter. */
export const maxTextChars = 1_000;
/** What is looked at of a raw reply, characters: a hostile peer may send megabytes. */
const maxRawChars = 4 * maxTextChars;

/** `s`: Unicode has line separators that are none in SMTP. */
const replyLine = /^(\d{3})(?:[ -](?:(\d\.\d{1,3}\.\d{1,3})(?:\s+|$))?(.*))?$/s;

/**
 * Parses a raw reply, possibly of several lines. Lines that are not of the form `250-text` are kept as text. Returns null
 * where the first line has no code: the receiver does not speak SMTP.
 */
export function parseReply(raw: string, command: SmtpCommand): Reply | null {
  const lines = raw
    .slice(0, maxRawChars)
    .split(/\r?\n|\r/)
    .filter((line) => line !== '');
  const first = replyLine.exec(lines[0] ?? '');
  if (!first) return null;
  const texts: string[] = [];
  let enhanced: string | null = null;
  for (const line of lines) {
    const match = replyLine.exec(line);
    enhanced ??= match?.[2] ?? null;
    texts.push(match ? (match[3] ?? '') : line);
  }
  const text = scrub(texts.join('\n'), maxTextChars);
  return { code: Number(first[1]), enhanced: enhanced ?? enhancedWithin(text, first[1] ?? ''), text, command };
}

/** A status of the code's class that stands somewhere in the text, as qmail and others write it: `(#5.1.1)`. */
function enhancedWithin(text: string, code: string): string | null {
  const found = /(?<![\w.-])#?([245]\.[0-7]\.\d{1,3})(?![\w.-]*\d)/.exec(text)?.[1];
  return found?.[0] === code[0] ? (found ?? null) : null;
}

/** Bounds a text and takes out control characters and mail addresses: logs and the ledger hold no recipient. */
export function scrub(text: string, maxChars = maxReplyText): string {
  return text
    .replace(/(?:"[^"]{0,64}"|[^\s<>"(),:;@]{1,128})@[^\s<>"'(),:;@]+/g, '<address>')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f]+/g, ' ')
    .replace(/<<address>>/g, '<address>')
    .slice(0, maxChars);
}

/** The reply with a text short enough to be kept: `maxReplyText` characters. */
export function abridge(reply: Reply): Reply {
  return reply.text.length <= maxReplyText ? reply : { ...reply, text: reply.text.slice(0, maxReplyText) };
}

/** `421 4.7.0 too many connections`: the reply on one line, with at most so many characters of text. */
export function formatReply(reply: Reply, maxChars = maxReplyText): string {
  const text = reply.text.slice(0, maxChars).replace(/\n/g, ' ');
  return [String(reply.code), reply.enhanced, text].filter(Boolean).join(' ');
}
