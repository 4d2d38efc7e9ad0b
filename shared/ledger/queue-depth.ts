/** What a queue holds, as its service counts it. */
export interface QueueDepth {
  readonly queue: string;
  /** Mail in a `work` queue is on its way; mail in a `dead-letter` queue waits for a human. */
  readonly role: 'work' | 'dead-letter';
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** Reads the depths of all queues that hold accepted mail. */
export type ReadDepths = () => Promise<readonly QueueDepth[]>;

/** All messages of a queue. The sum is right even where a service is late to move a message from one count to another. */
export function messagesIn({ visible, inFlight, delayed }: QueueDepth): number {
  return visible + inFlight + delayed;
}
