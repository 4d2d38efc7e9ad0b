import type { SQSRecord } from 'aws-lambda';
import type { QueueSender } from '#shared/adapters/sqs-sender.ts';
import type { Clock } from '#shared/clock.ts';
import { aRecord } from '#test/support/a-record.ts';

interface Entry {
  readonly body: string;
  readonly messageId: string;
  visibleAtMs: number;
}

/** An SQS queue under a clock that can be moved: delays, visibility, delivery at least once. */
export interface MovedQueue extends QueueSender {
  /** All that is visible; hidden until it is deleted or shown again. */
  receive(): SQSRecord[];
  delete(messageId: string): void;
  show(messageId: string, atMs: number): void;
  /** When the next message becomes visible; null where the queue is empty. */
  nextAtMs(): number | null;
  bodies(): string[];
}

const visibilityTimeoutMs = 30 * 60_000;

export function createMovedQueue(clock: Clock, name: string): MovedQueue {
  const entries = new Map<string, Entry>();
  let sent = 0;
  return {
    async send({ body, delaySeconds }) {
      const messageId = `${name}-${++sent}`;
      entries.set(messageId, { body, messageId, visibleAtMs: clock.now() + delaySeconds * 1000 });
    },
    flush: () => undefined,
    receive() {
      const visible = [...entries.values()].filter(({ visibleAtMs }) => visibleAtMs <= clock.now());
      for (const entry of visible) entry.visibleAtMs = clock.now() + visibilityTimeoutMs;
      return visible.map(({ body, messageId }) => aRecord({ body, messageId }));
    },
    delete: (messageId) => void entries.delete(messageId),
    show(messageId, atMs) {
      const entry = entries.get(messageId);
      if (entry) entry.visibleAtMs = atMs;
    },
    nextAtMs: () =>
      entries.size === 0 ? null : Math.min(...[...entries.values()].map(({ visibleAtMs }) => visibleAtMs)),
    bodies: () => [...entries.values()].map(({ body }) => body),
  };
}
