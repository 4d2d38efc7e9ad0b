import { isAscii } from 'node:buffer';
import type { Egress } from '../routing/egress.ts';
import type { LookUpAddresses } from '../routing/lookup.ts';
import { smtpPort } from '../routing/site.ts';
import { type TlsPolicy, tlsPolicyAt } from '../routing/tls-policy.ts';
import { parseReply, type Reply, type SmtpCommand } from '../smtp/reply.ts';
import type { OpenSession, OutgoingMail, SendResult, SmtpSession } from '../smtp/session.ts';
import { unicodeReply } from '../smtp/unicode-reply.ts';
import { type GatedMessage, gatedMessage } from './gated-message.ts';
import { openSocket } from './open-socket.ts';
import type { Credentials } from './relay-credentials.ts';
import { asError, describe, replyOf, type SmtpError } from './smtp-error.ts';
import { closeTimeoutMs, type Encryption, type Handshake, type OpenConnection, shakeHands } from './smtp-handshake.ts';

/** A host whose TLS is broken is met in clear for so long, where that may be: a connection less for each session, ms. */
const brokenTlsMs = 300_000;
/** Hosts remembered for it. */
const maxBroken = 10_000;

export interface SmtpClientOptions {
  readonly egress: Egress;
  /** Of mail to MX hosts. @default opportunistic */
  readonly tls?: TlsPolicy;
  /** Finds MX hosts. @default none is found: a relay, and the hosts of routes, need no such thing */
  readonly lookUpAddresses?: LookUpAddresses;
  /** Of MX hosts. @default 25 */
  readonly mxPort?: number;
  readonly now: () => number;
  /** Login for a relay; asked for at each connection, so that a rotated secret is taken up. */
  readonly credentials?: (() => Promise<Credentials>) | undefined;
}

/** Opens SMTP sessions with nodemailer's `SMTPConnection` over a socket of our own, whose close we see. */
export function createSmtpClient({
  egress,
  tls = 'opportunistic',
  lookUpAddresses = async () => ({ kind: 'none' }),
  mxPort = smtpPort,
  now,
  credentials,
}: SmtpClientOptions): OpenSession {
  const brokenTlsUntilMs = new Map<string, number>();

  function encryptionAt(host: string): Encryption {
    if (egress.kind === 'relay') return egress.tls === 'implicit' ? 'implicit' : 'verified';
    const policy = tlsPolicyAt(host, tls);
    return policy === 'opportunistic' && (brokenTlsUntilMs.get(host) ?? 0) > now() ? 'none' : policy;
  }

  return async (target, hardStopMs) => {
    // At least 1: what comes after a time-out of 0 would never end.
    const leftMs = () => Math.max(1, hardStopMs - now());
    if (hardStopMs <= now()) return { kind: 'failed', error: 'no time left to connect' };
    // Before a connection is opened that the receiver would count.
    const login = await credentials?.().catch((error: unknown) => asError(error));
    if (login instanceof Error) return { kind: 'failed', error: describe(login) };

    const open = async (encryption: Encryption): Promise<Handshake> => {
      const port = target.trusted ? target.port : mxPort;
      const socket = await openSocket({ ...target, port }, leftMs(), lookUpAddresses);
      if (socket instanceof Error) return { kind: 'failed', error: describe(socket) };
      return shakeHands(socket, target, encryption, egress, login ?? null, leftMs());
    };
    const encryption = encryptionAt(target.host);
    let hands = await open(encryption);
    if (hands.kind === 'broken-tls' && encryption === 'opportunistic') {
      // The connection is closed by now: the site's slot never holds two.
      hands = await open('none');
      if (brokenTlsUntilMs.size >= maxBroken) brokenTlsUntilMs.clear();
      // That it opens in clear shows that TLS was the trouble, and not the way there.
      if (hands.kind === 'done') brokenTlsUntilMs.set(target.host, now() + brokenTlsMs);
    }
    if (hands.kind === 'broken-tls') return { kind: 'insecure', error: hands.error };
    return hands.kind === 'done' ? { kind: 'open', session: createSession(hands.open) } : hands;
  };
}

function createSession({ connection, closed, takesUnicode }: OpenConnection): SmtpSession {
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

/** nodemailer keeps back a message over the size that EHLO announced: the reply that the receiver would give (RFC 1870 §6.1). */
function oversizeReply(error: SmtpError): Reply | null {
  const isKeptBack = error.code === 'EMESSAGE' && error.command === 'MAIL FROM' && !error.response;
  return isKeptBack ? parseReply(`552 5.3.4 ${error.message}`, 'mail') : null;
}

/** The command that a failed send had got to. nodemailer says `CONN` for any reply that closed the connection; the gate knows better. */
function sendCommand(error: SmtpError, gate: GatedMessage): SmtpCommand {
  if (gate.isEnded()) return 'dot';
  if (gate.isStarted() || error.command === 'DATA') return 'data';
  return error.command === 'RCPT TO' ? 'rcpt' : 'mail';
}
