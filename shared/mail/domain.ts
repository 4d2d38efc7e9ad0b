import { domainToASCII } from 'node:url';

/** RFC 1035 §2.3.4: 255 octets on the wire, which is 253 as text. */
const maxDomainLength = 253;
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The domain of a mailbox in the form that DNS and SMTP take: lower case, A-labels. Null where it is not a public mail domain:
 * a single label, an address literal, a name with an underscore. A last label of digits would be an IPv4 address (RFC 3696 §2).
 */
export function normaliseDomain(text: string): string | null {
  // Only letters, marks and digits reach the URL parser: it also decodes %-escapes and rewrites addresses.
  if (text.length > maxDomainLength || !/^[\p{L}\p{M}\p{N}.-]+$/u.test(text)) return null;
  const ascii = /^[\x00-\x7f]*$/.test(text) ? text.toLowerCase() : domainToASCII(text);
  const labels = ascii.split('.');
  const isValid =
    ascii.length <= maxDomainLength &&
    labels.length >= 2 &&
    labels.every((part) => label.test(part)) &&
    !/^\d+$/.test(labels.at(-1) ?? '');
  return isValid ? ascii : null;
}
