import PostalMime, { type Email } from 'postal-mime';
import { parseBounceAddress, type ProvenDelivery } from '../mail/bounce-address.ts';
import { beginningOf } from './mail-beginning.ts';
import type { Report } from './report.ts';
import { isNoComplaint, replyOfDiagnostic, timeOf } from './ses-notification.ts';

/** Deeper nesting and longer headers than any report has: a hostile mail must not take the function's memory. */
const limits = { maxNestingDepth: 20, maxHeadersSize: 256 * 1024 };
/** Addresses of ours that are looked at in one mail. */
const maxAddresses = 20;
/** What is read of a part: a report is some hundred bytes, the header of what it is about some kilobytes. */
const maxPartChars = 64 * 1024;
/** RFC 5321 §4.5.3.1.3 allows a path 256 octets; a longer field is no address, and costs the square of its length to search. */
const maxAddressFieldChars = 1_000;
/** Names and types are told on the topic, which takes 256 KB: a host name has 255 octets at most, a feedback type some letters. */
const maxWordChars = 255;
/** An address that is longer is none that mail was accepted for (RFC 5321 §4.5.3.1.3). */
const maxAddressChars = 254;
/** Reports name one recipient, or the few of one message. */
const maxRecipients = 50;

/**
 * The reports in a mail: a delivery status notification (RFC 3464), or a complaint in the abuse reporting format (RFC 5965). Null
 * where it is neither: an automatic answer, a human's, spam. Anybody may write to a bounce address, so that a report counts for a
 * recipient only where an address with our HMAC says so.
 */
export async function reportsOfMail(raw: string | Uint8Array, secrets: readonly string[]): Promise<Report[] | null> {
  const mail = await PostalMime.parse(beginningOf(raw), {
    ...limits,
    forceRfc822Attachments: true,
    attachmentEncoding: 'utf8',
    // What it refuses, as too deep or too long, is no report.
  }).catch(() => null);
  if (!mail) return null;
  const proven = provenIn(mail, secrets);
  const status = partOf(mail, 'message/delivery-status') ?? partOf(mail, 'message/global-delivery-status');
  if (status !== null) return reportsOfStatus(status, proven);
  const complaint = partOf(mail, 'message/feedback-report');
  return complaint === null ? null : reportsOfComplaint(complaint, mail, proven);
}

function partOf(mail: Email, type: string): string | null {
  const part = mail.attachments.find(({ mimeType }) => mimeType === type);
  return typeof part?.content === 'string' ? part.content.slice(0, maxPartChars) : null;
}

/** The first address of ours: whom the report was sent to, or the return path of what it is about. */
function provenIn(mail: Email, secrets: readonly string[]): ProvenDelivery | null {
  const texts = [...mail.headers.map(({ value }) => value), ...mail.attachments.map(({ content }) => content)];
  let left = maxAddresses;
  for (const text of texts) {
    if (typeof text !== 'string') continue;
    for (const [address] of text.matchAll(/\bb\+[a-z2-7]{52}@/gi)) {
      const proven = parseBounceAddress(address, secrets);
      if (proven) return proven;
      if (--left === 0) return null;
    }
  }
  return null;
}

function reportsOfStatus(text: string, proven: ProvenDelivery | null): Report[] {
  const [message = new Map<string, string>(), ...recipients] = fieldGroups(text);
  const reporter = reporterOf(withoutType(message.get('reporting-mta')));
  return recipients
    .slice(0, maxRecipients)
    .filter((fields) => fields.get('action')?.toLowerCase() === 'failed')
    .map((fields): Report => {
      const named = ['original-recipient', 'final-recipient']
        .flatMap((field) => withoutType(fields.get(field)) ?? [])
        .filter(fitsAddress);
      const vouched = named.find((recipient) => proven?.isTo(recipient));
      const status = fields.get('status');
      return {
        kind: 'bounce',
        recipient: vouched ?? named[0] ?? null,
        isVouched: vouched !== undefined,
        deliveryId: proven?.deliveryId ?? null,
        isPermanent: status?.trim().startsWith('5.') ?? true,
        reply: replyOfDiagnostic(fields.get('diagnostic-code'), status),
        complaint: null,
        reporter,
        atMs: timeOf(fields.get('last-attempt-date') ?? message.get('arrival-date')),
      };
    });
}

function reportsOfComplaint(text: string, mail: Email, proven: ProvenDelivery | null): Report[] {
  const [fields = new Map<string, string>()] = fieldGroups(text);
  const type = fields.get('feedback-type')?.toLowerCase().slice(0, maxWordChars) ?? 'abuse';
  if (isNoComplaint(type)) return [];
  const original = partOf(mail, 'message/rfc822') ?? partOf(mail, 'text/rfc822-headers') ?? '';
  const [headers] = fieldGroups(original);
  const named = [fields.get('original-rcpt-to'), headers?.get('to')]
    .flatMap((value) => addressIn(value) ?? [])
    .filter(fitsAddress);
  const vouched = named.find((recipient) => proven?.isTo(recipient));
  return [
    {
      kind: 'complaint',
      recipient: vouched ?? named[0] ?? null,
      isVouched: vouched !== undefined,
      deliveryId: proven?.deliveryId ?? null,
      isPermanent: true,
      reply: null,
      complaint: type,
      reporter: reporterOf(fields.get('user-agent') ?? withoutType(fields.get('reporting-mta'))),
      atMs: timeOf(fields.get('arrival-date') ?? fields.get('received-date')),
    },
  ];
}

/** Groups of header fields, parted by empty lines; names in lower case, folded lines joined, the first of a name counts. */
function fieldGroups(text: string): Map<string, string>[] {
  return text
    .replaceAll('\r\n', '\n')
    .split(/\n[ \t]*\n+/)
    .map((group) => {
      const fields = new Map<string, string>();
      for (const line of group.replaceAll(/\n[ \t]+/g, ' ').split('\n')) {
        const at = line.indexOf(':');
        const name = line.slice(0, Math.max(0, at)).trim().toLowerCase();
        if (name !== '' && !fields.has(name)) fields.set(name, line.slice(at + 1).trim());
      }
      return fields;
    })
    .filter((fields) => fields.size > 0);
}

function reporterOf(name: string | null): string {
  return name?.slice(0, maxWordChars) ?? 'unknown';
}

function fitsAddress({ length }: string): boolean {
  return length <= maxAddressChars;
}

/** `rfc822; grace@example.org` → `grace@example.org` (RFC 3464 §2.1.2). */
function withoutType(value: string | undefined): string | null {
  const text = value?.replace(/^[^;]*;\s*/, '').trim() ?? '';
  return text === '' ? null : text.replace(/^<(.*)>$/, '$1');
}

function addressIn(value: string | undefined): string | null {
  const [, bracketed, bare] =
    /<([^<>\s]+@[^<>\s]+)>|([^<>\s,;]+@[^<>\s,;]+)/.exec((value ?? '').slice(0, maxAddressFieldChars)) ?? [];
  return bracketed ?? bare ?? null;
}
