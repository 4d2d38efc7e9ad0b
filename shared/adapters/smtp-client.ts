import { createBoundedMap } from '../bounded-map.ts';
import type { Egress } from '../routing/egress.ts';
import type { LookUpAddresses } from '../routing/lookup.ts';
import { smtpPort } from '../routing/site.ts';
import { type TlsPolicy, tlsPolicyAt } from '../routing/tls-policy.ts';
import { formatReply } from '../smtp/reply.ts';
import type { OpenSession, SmtpSession } from '../smtp/session.ts';
import { openSocket } from './open-socket.ts';
import type { Credentials } from './relay-credentials.ts';
import { asError, describe } from './smtp-error.ts';
import { type Encryption, type Handshake, shakeHands } from './smtp-handshake.ts';
import { createSession } from './smtp-session.ts';
import { type SmtpTimeouts, smtpTimeouts } from './smtp-timeouts.ts';

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
  /** Only tests have reason to be less patient. */
  readonly timeouts?: SmtpTimeouts;
}

/** Opens SMTP sessions with nodemailer's `SMTPConnection` over a socket of our own, whose close we see. */
export function createSmtpClient({
  egress,
  tls = 'opportunistic',
  lookUpAddresses = async () => ({ kind: 'none' }),
  mxPort = smtpPort,
  now,
  credentials,
  timeouts = smtpTimeouts,
}: SmtpClientOptions): OpenSession {
  const brokenTlsUntilMs = createBoundedMap<number>(maxBroken);

  function encryptionAt(host: string): Encryption {
    if (egress.kind === 'relay') return egress.tls === 'implicit' ? 'implicit' : 'verified';
    const policy = tlsPolicyAt(host, tls);
    return policy === 'opportunistic' && (brokenTlsUntilMs.get(host) ?? 0) > now() ? 'none' : policy;
  }

  /** A host that insists on TLS is met with it next time: what broke it may have passed, and says nothing of the site. */
  function inClear(session: SmtpSession, host: string): SmtpSession {
    return {
      get isUsable() {
        return session.isUsable;
      },
      end: () => session.end(),
      async send(mail) {
        const result = await session.send(mail);
        if (result.kind !== 'refused' || result.reply.code !== 530) return result;
        brokenTlsUntilMs.delete(host);
        const error = `TLS failed, and without it: ${formatReply(result.reply)}`;
        return { kind: 'lost', error, claimed: result.claimed, dotSent: false };
      },
    };
  }

  return async (target, hardStopMs) => {
    // At least 1: what comes after a time-out of 0 would never end.
    const leftMs = () => Math.max(1, hardStopMs - now());
    if (hardStopMs <= now()) return { kind: 'not-tried', error: 'no time left to connect' };
    // Before a connection is opened that the receiver would count.
    const login = await credentials?.().catch((error: unknown) => asError(error));
    if (login instanceof Error) return { kind: 'not-tried', error: login.message };

    const open = async (encryption: Encryption): Promise<Handshake> => {
      const port = target.trusted ? target.port : mxPort;
      const socket = await openSocket({ ...target, port }, leftMs(), lookUpAddresses, timeouts.connectMs);
      if (socket instanceof Error) return { kind: 'failed', error: describe(socket) };
      return shakeHands(socket, target, encryption, egress, login ?? null, leftMs(), timeouts);
    };
    const encryption = encryptionAt(target.host);
    let isInClear = encryption === 'none';
    let hands = await open(encryption);
    if (hands.kind === 'broken-tls' && encryption === 'opportunistic') {
      // The connection is closed by now: the site's slot never holds two.
      hands = await open('none');
      isInClear = true;
      // That it opens in clear shows that TLS was the trouble, and not the way there.
      if (hands.kind === 'done') brokenTlsUntilMs.set(target.host, now() + brokenTlsMs);
    }
    if (hands.kind === 'broken-tls') return { kind: 'insecure', error: hands.error };
    if (hands.kind !== 'done') return hands;
    const session = createSession(hands.open);
    return { kind: 'open', session: isInClear ? inClear(session, target.host) : session };
  };
}
