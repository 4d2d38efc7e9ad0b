import type { Egress } from '../routing/egress.ts';
import { time } from '../tell-time.ts';
import type { Attention } from './attention.ts';
import type { Contact } from '../providers/provider.ts';
import { formatContact } from './contact.ts';

/** A letter to the receiver's postmaster that says what they ask for: who sends, what was answered, when and how often. */
export function letterTo(contact: Contact | null, attention: Attention, egress: Egress): string {
  const { host, site, replies, count, firstAtMs, lastAtMs, fromDomain } = attention;
  const receiver = host ?? site;
  return [
    `To: ${contact ? formatContact(contact) : `the postmaster of ${receiver}`}`,
    `Subject: Mail from ${egress.ehloName} is refused by ${receiver}`,
    '',
    `Your server ${receiver} refuses mail that we send as ${egress.ehloName}${fromDomain === null ? '' : ` for ${fromDomain}`}.`,
    count === 1
      ? `It did so once, at ${time(lastAtMs)}, with:`
      : `It did so ${count} times, first at ${time(firstAtMs)}, last at ${time(lastAtMs)}, with:`,
    '',
    ...replies.map(({ atMs, text }) => `  ${time(atMs)}  ${text}`),
    '',
    'Please tell us what we should correct, or lift the refusal if it is a mistake.',
  ].join('\n');
}
