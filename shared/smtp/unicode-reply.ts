import type { Reply } from './reply.ts';

const isAscii = (text: string) => /^[\x00-\x7f]*$/.test(text);

/**
 * The reply that a receiver without SMTPUTF8 would give to an address that is not ASCII (RFC 6531 §3.5, RFC 5248 X.6.7): such an address
 * may not be sent to it. Null where both addresses are ASCII.
 */
export function unicodeReply({ sender, recipient }: { sender: string | null; recipient: string }): Reply | null {
  const refusal = { code: 553, enhanced: '5.6.7' };
  if (!isAscii(recipient)) {
    return { ...refusal, command: 'rcpt', text: 'the receiver takes ASCII only before the @ (no SMTPUTF8)' };
  }
  if (sender !== null && !isAscii(sender)) {
    return { ...refusal, command: 'mail', text: 'the receiver takes senders in ASCII only (no SMTPUTF8)' };
  }
  return null;
}
