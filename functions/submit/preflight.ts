import type { MailContent } from '#shared/mail/content.ts';
import { deliveryId } from '#shared/mail/delivery.ts';
import { headerBytes } from '#shared/mail/encoded-size.ts';
import type { Fault } from '#shared/mail/fault.ts';
import { splitRaw, valueOf } from '#shared/mail/raw-message.ts';
import { signingDomainOf } from '#shared/mail/signing-domain.ts';
import { hasOneClick, maxUnsubscribeOctets, unsubscribeHeaders } from '#shared/mail/unsubscribe.ts';
import type { LaneEntry } from './deps.ts';

/** Ours: Postfix cuts a header at 100 KB (`header_size_limit`), and ours grows by a signature. */
const maxHeaderBytes = 64 * 1024;
/** Ours: as many fields as no honest message has. */
const maxRawFields = 200;
/** RFC 5322 §2.1.1. */
const maxLineOctets = 998;

/** What is asked about: a submission whose content is in its place. */
export interface Checked {
  readonly submissionId: string;
  readonly recipients: readonly string[];
  readonly fromDomain: string;
  readonly content: MailContent;
  readonly lane: Pick<LaneEntry, 'name' | 'requireUnsubscribe'>;
}

/** What a receiver would hold against the mail, found before it is accepted. */
export function preflight(mail: Checked, signingDomains: readonly string[]): Fault[] {
  return [
    ...checkAlignment(mail, signingDomains),
    ...(mail.content.kind === 'raw' ? checkRawHeader(mail.content) : checkComposedHeader(mail, mail.content)),
    ...checkUnsubscribe(mail),
  ];
}

/** Empty `signingDomains`: nobody asks for a signature of ours. */
function checkAlignment({ fromDomain, content }: Checked, signingDomains: readonly string[]): Fault[] {
  if (signingDomains.length === 0 || signingDomainOf(fromDomain, signingDomains) !== undefined) return [];
  return [
    {
      field: content.kind === 'raw' ? 'raw' : 'from',
      problem: `is of ${fromDomain}, for which there is no DKIM key`,
      expected: `a From address of ${signingDomains.slice(0, 10).join(', ')}, or of a domain below one of these`,
    },
  ];
}

function checkRawHeader({ base64 }: MailContent & { kind: 'raw' }): Fault[] {
  const split = splitRaw(Buffer.from(base64, 'base64'));
  if ('problem' in split) return [{ field: 'raw', problem: split.problem, expected: 'a MIME message' }];
  const lines = split.fields.flatMap(({ text }) => text.split('\r\n'));
  const longest = Math.max(0, ...lines.map((line) => line.length));
  const bytes = lines.reduce((sum, line) => sum + line.length + 2, 0);
  const unless = (isRight: boolean, problem: string, expected: string): Fault[] =>
    isRight ? [] : [{ field: 'raw', problem, expected }];
  return [
    ...unless(split.fields.length <= maxRawFields, `has ${split.fields.length} fields`, `at most ${maxRawFields}`),
    ...unless(bytes <= maxHeaderBytes, `has a header of ${bytes} bytes`, `at most ${maxHeaderBytes} bytes`),
    ...unless(
      longest <= maxLineOctets,
      `has a header line of ${longest} octets`,
      `folded lines of at most ${maxLineOctets} octets (RFC 5322 §2.1.1)`,
    ),
  ];
}

function checkComposedHeader(
  { submissionId, fromDomain, recipients }: Checked,
  content: MailContent & { kind: 'composed' },
): Fault[] {
  const bytes = headerBytes(content);
  const { unsubscribe } = content;
  const longest = Math.max(
    0,
    ...recipients.map((recipient) => {
      const delivery = deliveryId(fromDomain, submissionId, recipient);
      const places = unsubscribe ? (unsubscribeHeaders(unsubscribe, { delivery, recipient })[0]?.value ?? '') : '';
      return Math.max(...places.split(', ').map((place) => place.length));
    }),
  );
  return [
    ...(bytes <= maxHeaderBytes
      ? []
      : [
          {
            field: 'to',
            problem: `makes a header of about ${bytes} bytes with the other fields`,
            expected: `at most ${maxHeaderBytes} bytes: a submission for each recipient, or bcc`,
          },
        ]),
    ...(longest <= maxUnsubscribeOctets
      ? []
      : [
          {
            field: 'unsubscribe',
            problem: `has a URL of ${longest} octets when it is filled in`,
            expected: `at most ${maxUnsubscribeOctets} octets`,
          },
        ]),
  ];
}

function checkUnsubscribe({ content, lane }: Checked): Fault[] {
  if (!lane.requireUnsubscribe || isEasyToLeave(content)) return [];
  return [
    {
      field: content.kind === 'raw' ? 'raw' : 'unsubscribe',
      problem: `is missing, and lane ${lane.name} asks for one-click unsubscribe (RFC 8058)`,
      expected:
        content.kind === 'raw'
          ? 'List-Unsubscribe with an https: URL, and "List-Unsubscribe-Post: List-Unsubscribe=One-Click"'
          : 'an https: URL such as "https://example.com/unsubscribe?mail={recipient}"',
    },
  ];
}

function isEasyToLeave(content: MailContent): boolean {
  if (content.kind === 'composed') {
    return content.unsubscribe?.url !== undefined || hasOneClick([...content.list, ...content.headers]);
  }
  const split = splitRaw(Buffer.from(content.base64, 'base64'));
  return 'fields' in split && hasOneClick(split.fields.map((field) => ({ key: field.name, value: valueOf(field) })));
}
