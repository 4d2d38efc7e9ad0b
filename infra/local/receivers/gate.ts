import { parseRate } from '#shared/bucket/limits.ts';
import type { ReceiverSpec } from './receiver-spec.ts';

export interface Refusal {
  /** The whole reply line. */
  readonly reply: string;
  /** Whether the receiver closes the connection after it. */
  readonly closes: boolean;
}

/** Where a receiver's limits are decided. Time is a parameter; null lets the command through. */
export interface Gate {
  /** `open` counts the new connection too. */
  onConnect(nowMs: number, open: number): Refusal | null;
  /** `earlier`: messages that this connection has begun before. */
  onMail(nowMs: number, earlier: number): Refusal | null;
  onRecipient(recipient: string): Refusal | null;
}

/** The replies are Postfix's and Exim's own, so that they are classified as a real receiver's are. */
export function createGate({ name, limits = {} }: ReceiverSpec, startedAtMs: number): Gate {
  const { connections = Infinity, messagesPerConnection = Infinity, downForMs = 0 } = limits;
  const rate = limits.rate === undefined ? null : parseRate(limits.rate);
  let downSinceMs = limits.downFrom === 'start' ? startedAtMs : null;
  const greylisted = new Set<string>();
  let window = { beganAtMs: -Infinity, messages: 0 };

  return {
    onConnect(nowMs, open) {
      downSinceMs ??= nowMs;
      if (nowMs < downSinceMs + downForMs)
        return { reply: '421 4.3.2 Service not available, closing transmission channel', closes: true };
      if (open > connections)
        return { reply: `421 4.7.0 ${name} Error: too many connections from 127.0.0.1`, closes: true };
      return null;
    },
    onMail(nowMs, earlier) {
      if (earlier >= messagesPerConnection) return { reply: '421 too many messages in this connection', closes: false };
      if (rate === null) return null;
      if (nowMs >= window.beganAtMs + rate.perMs) window = { beganAtMs: nowMs, messages: 0 };
      if (window.messages >= rate.messages)
        return { reply: '450 4.7.1 Error: too much mail from 127.0.0.1', closes: false };
      window.messages += 1;
      return null;
    },
    onRecipient(recipient) {
      if (!limits.greylists || greylisted.has(recipient)) return null;
      greylisted.add(recipient);
      return { reply: `451 4.7.1 <${recipient}>: Recipient address rejected: Greylisted, try again`, closes: false };
    },
  };
}
