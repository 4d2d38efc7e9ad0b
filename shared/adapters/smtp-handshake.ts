import type { Socket } from 'node:net';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Egress } from '../routing/egress.ts';
import type { Target } from '../routing/site.ts';
import type { TlsPolicy } from '../routing/tls-policy.ts';
import type { Reply } from '../smtp/reply.ts';
import type { OpenResult } from '../smtp/session.ts';
import type { Credentials } from './relay-credentials.ts';
import { describe, type SmtpError } from './smtp-error.ts';
import type { SmtpTimeouts } from './smtp-timeouts.ts';
import { createTranscript, type SmtpTranscript } from './smtp-transcript.ts';

/** A reply of RFC 5321 §4.5.3.1.5 has 512 octets a line; more than this of one is not read, bytes. */
const maxReplyBytes = 64 * 1024;

/** How a connection is encrypted: `none` after a host's TLS turned out to be broken, `implicit` before the greeting. */
export type Encryption = TlsPolicy | 'none' | 'implicit';

/** A connection that is ready for MAIL. `closed` resolves when the socket is. */
export interface OpenConnection {
  readonly connection: SMTPConnection;
  readonly socket: Socket;
  readonly closed: Promise<void>;
  readonly transcript: SmtpTranscript;
  readonly takesUnicode: boolean;
  /** How long the peer's close is waited for after QUIT, ms. */
  readonly closeTimeoutMs: number;
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
  timeouts: SmtpTimeouts,
): Promise<Handshake> {
  const transcript = createTranscript();
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
    connectionTimeout: Math.min(timeouts.handshakeMs, leftMs),
    greetingTimeout: Math.min(timeouts.handshakeMs, leftMs),
    socketTimeout: Math.min(timeouts.commandMs, leftMs),
    socketCloseTimeout: timeouts.closeMs,
    maxResponseSize: maxReplyBytes,
    transactionLog: true,
    logger: transcript.logger,
  });
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  const hardStop = setTimeout(() => socket.destroy(new Error('the invocation is about to end')), leftMs);
  void closed.then(() => clearTimeout(hardStop));
  // nodemailer bounds the greeting and the start of TLS, and each reply by the time for a command.
  const patience = setTimeout(
    () => socket.destroy(new Error(`no session within ${Math.round(timeouts.handshakeMs / 1000)} s`)),
    Math.min(timeouts.handshakeMs, leftMs),
  );

  const failure = await new Promise<SmtpError | null>((resolve) => {
    connection.once('error', resolve);
    connection.once('end', () => resolve(new Error('the connection was closed')));
    void closed.then(() => resolve(new Error('the connection was closed')));
    connection.connect((error) => resolve(error ?? null));
  });
  // nodemailer emits an error and calls back with the same one; what comes later is seen at the next send.
  connection.on('error', () => undefined);
  const refusal = failure ?? (login && (await logIn(connection, login, closed)));
  clearTimeout(patience);
  // A 421 to STARTTLS, where it is opportunistic, ends the connection and is no error to nodemailer.
  if (!refusal && !connection.destroyed) {
    const closeTimeoutMs = timeouts.closeMs;
    return {
      kind: 'done',
      open: { connection, socket, closed, transcript, takesUnicode: transcript.takesUnicode(), closeTimeoutMs },
    };
  }
  // Where nothing may go in clear it is of no matter whether TLS or the way there broke: a lost connection slows the site.
  const isUnanswered = encryption === 'opportunistic' && transcript.awaited() === 'starttls';
  const isTlsToBlame = connection.upgrading === true || isUnanswered || refusal?.library === 'SSL routines';
  const result = conclude(refusal, isTlsToBlame, transcript.last());
  connection.close();
  const giveUp = setTimeout(() => socket.destroy(), timeouts.closeMs);
  await closed;
  clearTimeout(giveUp);
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

/**
 * An error of the encrypted socket has a code like any other's: that it was being encrypted is what tells, or that STARTTLS was
 * asked for and had no answer. In TLS 1.3 a host may refuse the handshake when it is over for us: then OpenSSL says so.
 */
function conclude(error: SmtpError | null, isTlsToBlame: boolean, last: Reply | null): Handshake {
  const told = error ? describe(error) : 'the connection was closed';
  if (isTlsToBlame) return { kind: 'broken-tls', error: `TLS: ${told}` };
  // Without an error it was the last reply that ended the connection.
  const isRefused = last !== null && last.code >= 400 && (!error || Boolean(error.response));
  if (!isRefused) return { kind: 'failed', error: told };
  // The host does not offer what was required, or not now.
  if (last.command === 'starttls' && last.code !== 421) return { kind: 'broken-tls', error: told };
  return { kind: 'refused', reply: last };
}
