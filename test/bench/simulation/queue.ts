import type { DeliveryCopy } from '#shared/mail/delivery.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface Lateness {
  /** A delayed message returns up to so much after its delay, ms. */
  readonly lateMs: number;
  /** Stretches of time in which nothing delayed returns: all of it comes at their end, at once. */
  readonly stalls: readonly { readonly fromMs: number; readonly untilMs: number }[];
}

/** An SQS queue as senders see it: delays in whole seconds, returned a little late. */
export interface SimulatedQueue {
  send(copy: DeliveryCopy, delaySeconds: number): void;
  receive(most: number): DeliveryCopy[];
  /** Visible and delayed ones. */
  readonly waiting: number;
  readonly visible: number;
  /** Resolves when a message becomes visible. */
  arrival(): Promise<void>;
}

export function createSimulatedQueue(lateness: Lateness, time: VirtualTime, random: () => number): SimulatedQueue {
  const startMs = time.now();
  let visible: DeliveryCopy[] = [];
  let head = 0;
  let delayed = 0;
  let arrived = Promise.withResolvers<void>();

  function show(copy: DeliveryCopy): void {
    visible.push(copy);
    arrived.resolve();
    arrived = Promise.withResolvers();
  }

  return {
    get waiting() {
      return delayed + visible.length - head;
    },
    get visible() {
      return visible.length - head;
    },
    arrival: () => arrived.promise,
    send(copy, delaySeconds) {
      if (delaySeconds === 0) return show(copy);
      delayed++;
      let atMs = time.now() + delaySeconds * 1000 + lateness.lateMs * random();
      for (const stall of lateness.stalls) {
        if (atMs >= startMs + stall.fromMs && atMs < startMs + stall.untilMs) atMs = startMs + stall.untilMs;
      }
      time.at(atMs, () => {
        delayed--;
        show(copy);
      });
    },
    receive(most) {
      const batch = visible.slice(head, head + most);
      head += batch.length;
      if (head > 10_000) {
        visible = visible.slice(head);
        head = 0;
      }
      return batch;
    },
  };
}
