import { parseReply, type Reply } from '#shared/smtp/reply.ts';
import { addBySecond } from './by-second.ts';

/** One connection as the receiver sees it. */
export interface Peer {
  accepted: number;
}

/** A limit or fault of a receiver: refuses with a raw reply, or lets pass with null. Times are since the simulation's start. */
export interface ReceiverRule {
  /** `open` counts the connections besides this one. */
  connect?(open: number, nowMs: number): string | null;
  mail?(peer: Peer, nowMs: number): string | null;
  rcpt?(nowMs: number): string | null;
  accepted?(nowMs: number): void;
}

/** What the receiver saw, by its own count. */
export interface ReceiverLog {
  accepted: number;
  refusals: number;
  /** Connections at once, with those that were refused. */
  peak: number;
  /** Connections let in. */
  connections: number;
  open: number;
  /** Connection time in use (handshake, messages, QUIT), and accepted messages, by second. */
  readonly busyMsBySecond: number[];
  readonly acceptedBySecond: number[];
}

export interface Receiver {
  readonly log: ReceiverLog;
  /** A refused connection is not counted as open. */
  connect(): Peer | Reply;
  /** MAIL and RCPT of the next message; null: go on to the data. */
  offer(peer: Peer): Reply | null;
  accept(peer: Peer): void;
  close(): void;
  /** Books connection time from `fromMs` to `toMs` as in use. */
  busy(fromMs: number, toMs: number): void;
}

export function createReceiver(rules: readonly ReceiverRule[], now: () => number): Receiver {
  const startMs = now();
  const log: ReceiverLog = {
    accepted: 0,
    refusals: 0,
    peak: 0,
    connections: 0,
    open: 0,
    busyMsBySecond: [],
    acceptedBySecond: [],
  };
  const elapsed = () => now() - startMs;

  function ask(command: Reply['command'], question: (rule: ReceiverRule) => string | null | undefined): Reply | null {
    for (const rule of rules) {
      const refusal = question(rule);
      if (typeof refusal === 'string') {
        log.refusals++;
        return parseReply(refusal, command);
      }
    }
    return null;
  }

  return {
    log,
    connect() {
      log.peak = Math.max(log.peak, log.open + 1);
      const refused = ask('connect', (rule) => rule.connect?.(log.open, elapsed()));
      if (refused) return refused;
      log.open++;
      log.connections++;
      return { accepted: 0 };
    },
    offer: (peer) =>
      ask('mail', (rule) => rule.mail?.(peer, elapsed())) ?? ask('rcpt', (rule) => rule.rcpt?.(elapsed())),
    accept(peer) {
      peer.accepted++;
      log.accepted++;
      const second = Math.floor(elapsed() / 1000);
      log.acceptedBySecond[second] = (log.acceptedBySecond[second] ?? 0) + 1;
      for (const rule of rules) rule.accepted?.(elapsed());
    },
    close() {
      log.open--;
    },
    busy(fromMs, toMs) {
      addBySecond(log.busyMsBySecond, fromMs - startMs, toMs - startMs);
    },
  };
}
