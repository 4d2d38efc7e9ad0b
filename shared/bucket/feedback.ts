import type { RefusalKind } from './law.ts';

/** What a session saw, told with the release of its slot or between its blocks. */
export interface Feedback {
  /** The epoch of its grant: what was granted before the last change teaches nothing about it. */
  readonly epoch: number;
  /** The grant was a probe: the bucket waits for this. */
  readonly isProbe: boolean;
  /** Messages accepted since the session last told. */
  readonly accepted: number;
  /** A message or recipient was refused for what it is: the site works, though it accepted nothing. */
  readonly isAnswered: boolean;
  /** Messages of the last grant that were not started, and the day they were counted on: they may be sent by others. */
  readonly unused: { readonly day: number; readonly messages: number };
  /** Mean time on the wire per message, ms; 0 where none was sent. */
  readonly serviceMs: number;
  readonly refusal: SiteRefusal | null;
  /** The receiver took this many messages and then said that the connection is used up; null where it did not. */
  readonly usedUpAfter: number | null;
}

/** A refusal that is about the site, not about one message or recipient. */
export interface SiteRefusal {
  readonly kind: RefusalKind;
  /** The reply on one line, or what went wrong. */
  readonly text: string;
  /** "Try again in N": the suspension is not shorter. */
  readonly retryAfterMs: number;
}

/** Nothing was seen of a receiver: the bucket is given back what it lent. */
export function nothingSeen(
  { epoch, isProbe, day }: { readonly epoch: number; readonly isProbe: boolean; readonly day: number },
  unused: number,
): Feedback {
  return {
    epoch,
    isProbe,
    accepted: 0,
    isAnswered: false,
    serviceMs: 0,
    refusal: null,
    unused: { day, messages: unused },
    usedUpAfter: null,
  };
}
