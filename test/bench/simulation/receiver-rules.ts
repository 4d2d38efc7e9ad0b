import type { ReceiverRule } from './receiver.ts';

const tooManyConnections = '421 4.7.0 rx.test Error: too many connections from 192.0.2.1';
const tooMuchMail = '450 4.7.1 Error: too much mail from 192.0.2.1';

/** At most so many connections at once, by the time since the start. */
export function connectionLimit(limitAt: (nowMs: number) => number): ReceiverRule {
  return { connect: (open, nowMs) => (open >= limitAt(nowMs) ? tooManyConnections : null) };
}

/** Postfix's smtpd_client_connection_rate_limit: its reply is the one for too many at once. */
export function newConnections(connections: number, windowMs: number): ReceiverRule {
  let beganMs = -Infinity;
  let count = 0;
  return {
    connect(_open, nowMs) {
      if (nowMs - beganMs >= windowMs) {
        beganMs = nowMs;
        count = 0;
      }
      return ++count > connections ? tooManyConnections : null;
    },
  };
}

/** Postfix's anvil: the window begins with the first message after the last one ended. */
export function fixedWindow(messages: number, windowMs: number, reply = tooMuchMail): ReceiverRule {
  let beganMs = -Infinity;
  let count = 0;
  return {
    mail(_peer, nowMs) {
      if (nowMs - beganMs >= windowMs) {
        beganMs = nowMs;
        count = 0;
      }
      if (count >= messages) return reply;
      count++;
      return null;
    },
  };
}

/** Windows that begin at the clock's full minutes, hours …, `offsetMs` after the start. */
export function clockWindow(messages: number, windowMs: number, offsetMs: number): ReceiverRule {
  let window = -1;
  let count = 0;
  return {
    mail(_peer, nowMs) {
      const current = Math.floor((nowMs + offsetMs) / windowMs);
      if (current !== window) {
        window = current;
        count = 0;
      }
      if (count >= messages) return tooMuchMail;
      count++;
      return null;
    },
  };
}

/** No more than so many in any window; `countsRefused`: an attempt that was refused counts as well. */
export function slidingWindow(messages: number, windowMs: number, countsRefused = false): ReceiverRule {
  const times: number[] = [];
  return {
    mail(_peer, nowMs) {
      while (times.length > 0 && (times[0] ?? 0) <= nowMs - windowMs) times.shift();
      if (times.length >= messages) {
        if (countsRefused) {
          times.shift();
          times.push(nowMs);
        }
        return tooMuchMail;
      }
      times.push(nowMs);
      return null;
    },
  };
}

/** So many in a fixed window; one too many, and everything is refused for `penaltyMs`. */
export function penaltyBox(messages: number, windowMs: number, penaltyMs: number): ReceiverRule {
  const window = fixedWindow(messages, windowMs);
  let untilMs = -Infinity;
  return {
    mail(peer, nowMs) {
      if (nowMs < untilMs) return tooMuchMail;
      const refused = window.mail?.(peer, nowMs) ?? null;
      if (refused !== null) untilMs = nowMs + penaltyMs;
      return refused;
    },
  };
}

/** A leaky bucket of so many messages that drains evenly. */
export function leakyBucket(burst: number, intervalMs: number): ReceiverRule {
  let level = 0;
  let atMs = 0;
  return {
    mail(_peer, nowMs) {
      level = Math.max(0, level - (nowMs - atMs) / intervalMs);
      atMs = nowMs;
      if (level + 1 > burst) return tooMuchMail;
      level++;
      return null;
    },
  };
}

/** Exim's smtp_accept_max_per_connection. */
export function perConnection(messages: number): ReceiverRule {
  return { mail: (peer) => (peer.accepted >= messages ? '421 too many messages in this connection' : null) };
}

/** Every greeting is a 421 from `fromMs` to `untilMs`; connections that are open go on. */
export function outage(fromMs: number, untilMs: number): ReceiverRule {
  return {
    connect: (_open, nowMs) =>
      nowMs >= fromMs && nowMs < untilMs ? '421 4.3.2 Service not available, closing transmission channel' : null,
  };
}

/** A share of the commands is refused at random, as by a receiver with trouble of its own. */
export function noise(share: number, command: 'mail' | 'rcpt', random: () => number): ReceiverRule {
  const maybe = () => (random() < share ? '451 4.3.0 Temporary failure, please try again later' : null);
  return command === 'mail' ? { mail: maybe } : { rcpt: maybe };
}
