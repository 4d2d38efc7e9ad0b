import type { Log } from '#shared/lambda/log.ts';
import type { End } from './job.ts';

/** The ends of an invocation's messages while they are being booked. */
export interface Ends {
  set(messageId: string, end: Promise<End>): void;
  /** Waits for all of them. One that could not be booked is missing: its message is given back. */
  settled(): Promise<ReadonlyMap<string, End>>;
}

export function createEnds(log: Log): Ends {
  const pending = new Map<string, Promise<End>>();
  return {
    set(messageId, end) {
      // Booked while connections go on; a failure is met below, and must not count as unhandled until then.
      end.catch(() => undefined);
      pending.set(messageId, end);
    },
    async settled() {
      const ends = new Map<string, End>();
      for (const [messageId, end] of pending) {
        try {
          ends.set(messageId, await end);
        } catch (error) {
          log.error('an outcome could not be booked; SQS will deliver the copy again', { messageId, error });
        }
      }
      return ends;
    },
  };
}
