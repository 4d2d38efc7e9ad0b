import { type Address, parseMailbox, splitAddressList } from './address.ts';
import { splitRaw, valueOf } from './raw-message.ts';

/**
 * The author of a raw message: there must be exactly one From field with exactly one mailbox (RFC 5322 §3.6), or the domain that the
 * sender check sees would not be the one that a reader sees.
 */
export function authorOf(message: Buffer): Address | { readonly problem: string } {
  if (message.includes(0)) return { problem: 'has a NUL byte' };
  const split = splitRaw(message);
  if ('problem' in split) return split;
  const authors = split.fields.filter(({ name }) => name === 'from');
  const [author] = authors;
  if (!author || authors.length > 1) return { problem: `has ${authors.length} From fields` };
  const mailboxes = splitAddressList(valueOf(author));
  const [mailbox] = mailboxes;
  if (mailbox === undefined || mailboxes.length > 1) return { problem: `has ${mailboxes.length} addresses in From` };
  const parsed = parseMailbox(mailbox);
  return 'problem' in parsed ? { problem: `has a From that ${parsed.problem}` } : parsed;
}
