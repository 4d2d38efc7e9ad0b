import type { Feedback } from './feedback.ts';
import type { BucketState } from './state.ts';
import type { Plan } from './write.ts';

/** What may be sent on one day of a warm-up. */
export interface DayCap {
  /** As 20261124, in the schedule's time zone. */
  readonly day: number;
  readonly messages: number;
  /** The first millisecond of the next day. */
  readonly endsAtMs: number;
}

/** Messages that the day still has; none where the bucket is already in the next day, by a clock that is ahead of ours. */
export function leftToday(state: BucketState, cap: DayCap): number {
  if (state.day > cap.day) return 0;
  return cap.messages - (state.day === cap.day ? state.dayMessages : 0);
}

/** Counts messages against the day's cap, in the write that grants them. */
export function planDay(state: BucketState, cap: DayCap | undefined, messages: number): Plan {
  if (!cap) return { when: [], then: [] };
  if (state.day < cap.day) {
    return {
      when: [{ is: 'compare', path: 'day', op: '<', value: cap.day }],
      then: [
        { do: 'set', path: 'day', value: cap.day },
        { do: 'set', path: 'dayMessages', value: messages },
      ],
    };
  }
  return {
    when: [
      { is: 'compare', path: 'day', op: '=', value: cap.day },
      { is: 'compare', path: 'dayMessages', op: '<=', value: cap.messages - messages },
    ],
    then: [{ do: 'add', path: 'dayMessages', value: messages }],
  };
}

/** What was granted and not started may be sent by others, on the same day. */
export function giveBackUnused(state: BucketState, { day, messages }: Feedback['unused']): Plan {
  if (day === 0 || messages === 0 || state.day !== day) return { when: [], then: [] };
  return {
    when: [{ is: 'compare', path: 'day', op: '=', value: day }],
    then: [{ do: 'add', path: 'dayMessages', value: -messages }],
  };
}
