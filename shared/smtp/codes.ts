import type { SmtpCommand } from './reply.ts';

/** Conditions on the basic code (RFC 5321 §4.2.1). */
export const transient = (code: number): boolean => code >= 400 && code < 500;
/** A 421 ends the connection whatever its text says (RFC 5321 §3.8). */
export const lasting = (code: number): boolean => transient(code) && code !== 421;
export const permanent = (code: number): boolean => code >= 500 && code < 600;
export const oneOf =
  (...codes: readonly number[]) =>
  (code: number): boolean =>
    codes.includes(code);

/** Before MAIL nothing is said of a message, whatever the words. */
export const greeting: readonly SmtpCommand[] = ['connect', 'ehlo', 'starttls', 'auth'];
export const transaction: readonly SmtpCommand[] = ['mail', 'rcpt', 'data', 'dot', 'rset', 'quit'];
/** From RCPT on: what was said to MAIL names the sender alone (RFC 5321 §3.3), and is about no recipient. */
export const sinceRecipient: readonly SmtpCommand[] = ['rcpt', 'data', 'dot', 'rset', 'quit'];
