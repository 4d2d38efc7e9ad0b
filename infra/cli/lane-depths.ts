import type { QueueDepth } from '#shared/ledger/queue-depth.ts';
import { messagesIn } from '#shared/ledger/queue-depth.ts';
import type { LaneQueues } from './resources.ts';

/** A lane's mail, by what it waits for. */
export interface LaneDepths {
  readonly name: string;
  /** May be picked up now. */
  readonly waiting: number;
  /** With a running invocation. */
  readonly inFlight: number;
  /** Put back for our own limits, or sent ahead of its time. */
  readonly paced: number;
  /** Pushed back by receivers. */
  readonly deferred: number;
  readonly deadLetters: number;
}

export function laneDepths(lanes: readonly LaneQueues[], depths: readonly QueueDepth[]): LaneDepths[] {
  const depthOf = ({ queue }: { readonly queue: string }) =>
    depths.find((depth) => depth.queue === queue) ?? { queue, role: 'work', visible: 0, inFlight: 0, delayed: 0 };
  return lanes.map(({ name, ...queues }) => {
    const ready = depthOf(queues.ready);
    const retry = depthOf(queues.retry);
    return {
      name,
      waiting: ready.visible,
      inFlight: ready.inFlight + retry.inFlight,
      paced: ready.delayed,
      deferred: retry.visible + retry.delayed,
      deadLetters: messagesIn(depthOf(queues.deadLetters)),
    };
  });
}
