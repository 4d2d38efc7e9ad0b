import type { Socket } from 'node:net';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Egress } from '../routing/egress.ts';
import type { Target } from '../routing/site.ts';
import type { TlsPolicy } from '../routing/tls-policy.ts';
import type { SmtpCommand } from '../smtp/reply.ts';
import type { OpenResult } from '../smtp/session.ts';
import type { Credentials } from './relay-credentials.ts';
import { describe, replyOf, type SmtpError } from './smtp-error.ts';

/** RFC 5321 §4.5.3.2: 5 minutes for MAIL and RCPT; the invocation's end bounds them further. */
const commandTimeoutMs = 300_000;
/**
 * Greeting, EHLO and STARTTLS together. RFC 5321 §4.5.3.2.1 would wait 5 minutes for a greeting; a Lambda that waits for a host
 * without a free process keeps its other sites waiting too, and the host is tried again anyway.
 */
const handshakeTimeoutMs = 30_000;
/** How long the peer's close is waited for after QUIT (ours; a receiver that is slower counts the connection a little longer). */
export const closeTimeoutMs = 5_000;

/** How a connection is encrypted: `none` after a host's TLS turned out to be broken, `implicit` before the greeting. */
export type Encryption = TlsPolicy | 'none' | 'implicit';

/** A connection that is ready for MAIL. `closed` resolves when the socket is. */
export interface OpenConnection {
  readonly connection: SMTPConnection;
  readonly closed: Promise<void>;
  readonly takesUnicode: boolean;
}

/** Where it is none, the socket is closed. `broken-tls`: what kept it from opening was the attempt to encrypt it. */
export type Handshake =
  | { readonly kind: 'done'; readonly open: OpenConnection }
  | { readonly kind: 'broken-tls'; readonly error: string }
  | Exclude<OpenResult, { kind: 'open' }>;

/** Greets, encrypts and logs in over a socket that is connected. */
export async function shakeHands(
  socket: Socket,
  target: Target,
  encryption: Encryption,
  egress: Egress,
  login: Credentials | null,
  leftMs: number,
): Promise<Handshake> {
  const connection = new SMTPConnection({
    connection: socket,
    host: target.host,
    port: target.port,
    name: egress.ehloName,
    secure: encryption === 'implicit',
    ignoreTLS: encryption === 'none',
    opportunisticTLS: encryption === 'opportunistic',
    requireTLS: encryption === 'required' || encryption === 'verified',
    tls: { rejectUnauthorized: encryption === 'verified' || encryption === 'implicit' },
    connectionTimeout: Math.min(handshakeTimeoutMs, leftMs),
    greetingTimeout: Math.min(handshakeTimeoutMs, leftMs),
    socketTimeout: Math.min(commandTimeoutMs, leftMs),
    socketCloseTimeout: closeTimeoutMs,
  });
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  const hardStop = setTimeout(() => socket.destroy(new Error('the invocation is about to end')), leftMs);
  void closed.then(() => clearTimeout(hardStop));

  const failure = await new Promise<SmtpError | null>((resolve) => {
    connection.once('error', resolve);
    connection.once('end', () => resolve(new Error('the connection was closed')));
    connection.connect((error) => resolve(error ?? null));
  });
  // nodemailer emits an error and calls back with the same one; what comes later is seen at the next send.
  connection.on('error', () => undefined);
  // Now, since a login overwrites it: the answer to the last EHLO.
  const takesUnicode = /^250[ -]SMTPUTF8\b/im.test(connection.lastServerResponse || '');
  const refusal = failure ?? (login && (await logIn(connection, login, closed)));
  if (!refusal) return { kind: 'done', open: { connection, closed, takesUnicode } };
  const result = conclude(refusal, connection.upgrading === true);
  connection.close();
  await closed;
  return result;
}

function logIn(
  connection: SMTPConnection,
  { username, password }: Credentials,
  closed: Promise<void>,
): Promise<SmtpError | null> {
  return new Promise((resolve) => {
    void closed.then(() => resolve(new Error('the connection was closed')));
    connection.login({ credentials: { user: username, pass: password } }, (error) => resolve(error ?? null));
  });
}

/** An error of the encrypted socket has a code like any other's: that it was being encrypted is what tells. */
function conclude(error: SmtpError, wasUpgrading: boolean): Handshake {
  const reply = replyOf(error, commandOf(error));
  if (wasUpgrading) return { kind: 'broken-tls', error: `TLS: ${describe(error)}` };
  // The host does not offer what was required, or not now.
  if (reply?.command === 'starttls' && reply.code !== 421) return { kind: 'broken-tls', error: describe(error) };
  return reply ? { kind: 'refused', reply } : { kind: 'failed', error: describe(error) };
}

function commandOf(error: SmtpError): SmtpCommand {
  if (error.code === 'EAUTH' || error.command?.startsWith('AUTH')) return 'auth';
  if (error.code === 'ETLS' || error.command === 'STARTTLS') return 'starttls';
  return error.code === 'EPROTOCOL' && error.command === 'CONN' ? 'connect' : 'ehlo';
}
