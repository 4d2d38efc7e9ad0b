import { isAscii } from 'node:buffer';
import type { Socket } from 'node:net';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { type Egress } from '../routing/egress.ts';
import type { LookUpAddresses } from '../routing/lookup.ts';
import { smtpPort, type Target } from '../routing/site.ts';
import { parseReply, type Reply, scrub, type SmtpCommand } from '../smtp/reply.ts';
import type { OpenResult, OpenSession, OutgoingMail, SendResult, SmtpSession } from '../smtp/session.ts';
import { unicodeReply } from '../smtp/unicode-reply.ts';
import { type GatedMessage, gatedMessage } from './gated-message.ts';
import { openSocket } from './open-socket.ts';
import type { Credentials } from './relay-credentials.ts';

/** RFC 5321 §4.5.3.2: 5 minutes for MAIL and RCPT; the invocation's end bounds them further. */
const commandTimeoutMs = 300_000;
/**
 * Greeting, EHLO and STARTTLS together. RFC 5321 §4.5.3.2.1 would wait 5 minutes for a greeting; a Lambda that waits for a host
 * without a free process keeps its other sites waiting too, and the host is tried again anyway.
 */
const handshakeTimeoutMs = 30_000;
/** How long the peer's close is waited for after QUIT (ours; a receiver that is slower counts the connection a little longer). */
const closeTimeoutMs = 5_000;

export interface SmtpClientOptions {
  readonly egress: Egress;
  /** Finds MX hosts. @default none is found: a relay, and the hosts of routes, need no such thing */
  readonly lookUpAddresses?: LookUpAddresses;
  /** Of MX hosts. @default 25 */
  readonly mxPort?: number;
  readonly now: () => number;
  /** Login for a relay; asked for at each connection, so that a rotated secret is taken up. */
  readonly credentials?: (() => Promise<Credentials>) | undefined;
}

/** Opens SMTP sessions with nodemailer's `SMTPConnection` over a socket of our own, whose close we see. */
export function createSmtpClient(options: SmtpClientOptions): OpenSession {
  const { lookUpAddresses = async () => ({ kind: 'none' }), mxPort = smtpPort } = options;
  return async (target, hardStopMs) => {
    const leftMs = hardStopMs - options.now();
    if (leftMs <= 0) return { kind: 'failed', error: 'no time left to connect' };
    // Before a connection is opened that the receiver would count.
    const login = await options.credentials?.().catch((error: unknown) => asError(error));
    if (login instanceof Error) return { kind: 'failed', error: describe(login) };
    const port = target.trusted ? target.port : mxPort;
    const socket = await openSocket({ ...target, port }, leftMs, lookUpAddresses);
    if (socket instanceof Error) return { kind: 'failed', error: describe(socket) };
    return handshake(options.egress, login ?? null, target, socket, Math.max(1, hardStopMs - options.now()));
  };
}

async function handshake(
  egress: Egress,
  login: Credentials | null,
  target: Target,
  socket: Socket,
  leftMs: number,
): Promise<OpenResult> {
  const isRelay = egress.kind === 'relay';
  const connection = new SMTPConnection({
    connection: socket,
    host: target.host,
    port: target.port,
    name: egress.ehloName,
    secure: isRelay && egress.tls === 'implicit',
    requireTLS: isRelay && egress.tls === 'starttls',
    opportunisticTLS: !isRelay,
    // An MX host's certificate proves nothing without MTA-STS or DANE (RFC 7672 §1.3): encrypted beats not encrypted.
    tls: { rejectUnauthorized: isRelay },
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
  if (!refusal) return { kind: 'open', session: createSession(connection, closed, takesUnicode) };
  const reply = replyOf(refusal, handshakeCommand(refusal));
  connection.close();
  await closed;
  return reply ? { kind: 'refused', reply } : { kind: 'failed', error: describe(refusal) };
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

function createSession(connection: SMTPConnection, closed: Promise<void>, takesUnicode: boolean): SmtpSession {
  let isUsable = true;
  let isClosed = false;
  void closed.then(() => {
    isUsable = false;
    isClosed = true;
  });

  async function send(mail: OutgoingMail): Promise<SendResult> {
    if (!isUsable) return { kind: 'not-started' };
    const untaken = takesUnicode ? null : unicodeReply(mail);
    if (untaken) return { kind: 'refused', reply: untaken, claimed: false };
    const gate = gatedMessage(mail.message, mail.claim);
    const { failure, response } = await transfer(mail, gate);
    if (!failure) {
      const reply = parseReply(response, 'dot') ?? { code: 250, enhanced: null, text: '', command: 'dot' };
      return { kind: 'accepted', reply };
    }
    if (failure.command === 'API' && !gate.isStarted()) {
      abandon();
      return { kind: 'not-started' };
    }
    // The claim may be written though the connection was lost before its answer came: what stands in the ledger counts.
    const claim = await gate.claim();
    if (claim === 'refused') {
      abandon();
      return { kind: 'claim-refused' };
    }
    const claimed = claim === 'granted';
    const reply = replyOf(failure, sendCommand(failure, gate)) ?? oversizeReply(failure);
    if (!reply) {
      abandon();
      return { kind: 'lost', error: describe(failure), claimed, dotSent: gate.isEnded() };
    }
    // A 421 ends the session whatever the socket does (RFC 5321 §3.8), and a reply in mid-message leaves it amid the data.
    const isAmidData = gate.isStarted() && !gate.isEnded();
    if (reply.code === 421 || isAmidData || !(await reset())) abandon();
    return { kind: 'refused', reply, claimed };
  }

  function transfer(
    mail: OutgoingMail,
    gate: GatedMessage,
  ): Promise<{ readonly failure: SmtpError | null; readonly response: string }> {
    return new Promise((resolve) => {
      void closed.then(() => resolve({ failure: new Error('the connection was closed'), response: '' }));
      connection.send(
        {
          from: mail.sender ?? false,
          to: [mail.recipient],
          size: mail.message.byteLength,
          // Said only where it is so: what is composed has seven bits, a signed part of a raw message may have eight.
          use8BitMime: !isAscii(mail.message),
        },
        gate.stream,
        (failure, info) => resolve({ failure: failure ?? null, response: info?.response ?? '' }),
      );
    });
  }

  function abandon(): void {
    isUsable = false;
    connection.close();
  }

  function reset(): Promise<boolean> {
    return new Promise((resolve) => {
      void closed.then(() => resolve(false));
      connection.reset((error) => resolve(!error));
    });
  }

  return {
    get isUsable() {
      return isUsable;
    },
    send,
    async end() {
      if (!isClosed && isUsable) connection.quit();
      isUsable = false;
      const giveUp = setTimeout(() => connection.close(), closeTimeoutMs);
      await closed;
      clearTimeout(giveUp);
    },
  };
}

interface SmtpError extends Error {
  code?: string | undefined;
  command?: string | undefined;
  response?: string | undefined;
  responseCode?: number | undefined;
}

function replyOf(error: SmtpError, command: SmtpCommand): Reply | null {
  return error.response && error.responseCode ? parseReply(error.response, command) : null;
}

/** nodemailer keeps back a message over the size that EHLO announced: the reply that the receiver would give (RFC 1870 §6.1). */
function oversizeReply(error: SmtpError): Reply | null {
  const isKeptBack = error.code === 'EMESSAGE' && error.command === 'MAIL FROM' && !error.response;
  return isKeptBack ? parseReply(`552 5.3.4 ${error.message}`, 'mail') : null;
}

function handshakeCommand(error: SmtpError): SmtpCommand {
  if (error.code === 'EAUTH' || error.command?.startsWith('AUTH')) return 'auth';
  if (error.code === 'ETLS' || error.command === 'STARTTLS') return 'starttls';
  return error.code === 'EPROTOCOL' && error.command === 'CONN' ? 'connect' : 'ehlo';
}

/** The command that a failed send had got to. nodemailer says `CONN` for any reply that closed the connection; the gate knows better. */
function sendCommand(error: SmtpError, gate: GatedMessage): SmtpCommand {
  if (gate.isEnded()) return 'dot';
  if (gate.isStarted() || error.command === 'DATA') return 'data';
  return error.command === 'RCPT TO' ? 'rcpt' : 'mail';
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function describe(error: SmtpError): string {
  const code = error.code && !error.message.includes(error.code) ? `${error.code}: ` : '';
  return scrub(code + error.message);
}
