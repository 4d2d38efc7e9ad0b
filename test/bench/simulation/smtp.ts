import { parseReply } from '#shared/smtp/reply.ts';
import type { OpenSession, SmtpSession } from '#shared/smtp/session.ts';
import { around } from './random.ts';
import type { Peer, Receiver } from './receiver.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface SmtpTimes {
  readonly connectMs: number;
  readonly messageMs: number;
}

/** A refused command takes a round trip, as QUIT and the close do; to connect, with EHLO, STARTTLS and TLS, takes five. */
const roundTripShare = 0.2;

/** SMTP without the bytes. The receiver counts a connection from its first round trip on. */
export function createSimulatedSmtp(
  receiver: Receiver,
  times: SmtpTimes,
  time: VirtualTime,
  random: () => number,
): OpenSession {
  const spend = async (ms: number, onPeer: boolean) => {
    const fromMs = time.now();
    await time.sleep(ms);
    if (onPeer) receiver.busy(fromMs, time.now());
  };
  const roundTrip = () => around(times.connectMs * roundTripShare, random);

  return async () => {
    const connectMs = around(times.connectMs, random);
    await spend(roundTripShare * connectMs, false);
    const peer = receiver.connect();
    if ('code' in peer) {
      await spend(roundTripShare * connectMs, false);
      return { kind: 'refused', reply: peer };
    }
    await spend((1 - roundTripShare) * connectMs, false);
    receiver.busy(time.now() - connectMs, time.now());
    return { kind: 'open', session: createSession(peer) };
  };

  function createSession(peer: Peer): SmtpSession {
    let isUsable = true;
    return {
      get isUsable() {
        return isUsable;
      },
      async send({ claim }) {
        const ms = around(times.messageMs, random);
        // Where a message takes less than a round trip, so does its refusal.
        const envelopeMs = Math.min(roundTrip(), ms / 2);
        await spend(envelopeMs, true);
        const reply = receiver.offer(peer);
        if (reply) {
          if (reply.code === 421) isUsable = false;
          return { kind: 'refused', reply, claimed: false };
        }
        await claim();
        await spend(ms - envelopeMs, true);
        receiver.accept(peer);
        return {
          kind: 'accepted',
          reply: parseReply('250 2.0.0 ok', 'dot') ?? { code: 250, enhanced: null, text: '', command: 'dot' },
        };
      },
      async end() {
        await spend(roundTrip(), true);
        receiver.close();
      },
    };
  }
}
