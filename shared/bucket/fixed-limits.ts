import type { DayCap } from './day-cap.ts';
import type { Urgency } from './urgency.ts';

/** What holds at a site whatever was learned: from configured limits and the provider's profile. */
export interface FixedLimits {
  /** Infinity: connections are not counted. */
  readonly maxSlots: number;
  /** µs a message; 0 where no rate is configured. */
  readonly intervalUs: number;
  readonly messagesPerConnection: number;
  /** The slots are known: nothing of them is learned, and `maxSlots` holds as it stands. */
  readonly isTold?: true;
  /** Of an egress in total: whole invocations enter it, of every lane, and its blocks are not of one connection. */
  readonly isTotal?: true;
  /** What may be sent today, where a warm-up says so. */
  readonly day?: DayCap | undefined;
  /** How the lane that asks stands to others. */
  readonly urgency?: Urgency;
}
