import type { BucketState } from '#shared/bucket/state.ts';
import { isLeaseOf, isLent, type Urgency } from '#shared/bucket/urgency.ts';
import { maxWaitMs } from '#shared/bucket/gcra.ts';
import type { WriteKind } from './write-kind.ts';

/** One write that was carried out, and what its caller knew and was allowed when it made the call. */
export interface Carried {
  readonly kind: WriteKind;
  readonly before: BucketState | null;
  readonly after: BucketState;
  /** Of the receiver's clock, when it was carried out. */
  readonly trueMs: number;
  readonly caller: {
    readonly owner: string;
    readonly urgency: Urgency;
    readonly maxSlots: number;
    /** The interval that it was told, µs. */
    readonly intervalUs: number;
    /** When it made the call, by its own clock. */
    readonly calledAtMs: number;
  };
  /** All clocks agree. */
  readonly isExact: boolean;
  /** A rate was told all the time; the same limits were. */
  readonly isRated: boolean;
  readonly isSteady: boolean;
}

/** Left by limits that were slower by far: it may be begun anew. */
const astrayMs = 12_000;

/** What is wrong with a write that was carried out; null where nothing is. */
export function broken(carried: Carried): string | null {
  const { before, after, kind } = carried;
  if (kind === 'create') return before && 'a bucket that was there is made anew';
  if (!before) return `a bucket that was not there is changed (${kind})`;
  return (
    brokenSlots(carried, before) ??
    brokenStop(carried, before) ??
    brokenOrder(carried, before) ??
    brokenRate(carried, before) ??
    brokenDay(after)
  );
}

function brokenSlots({ kind, after, caller, trueMs, isExact }: Carried, before: BucketState): string | null {
  const held = Object.keys(before.slots);
  const mine = held.find((lease) => isLeaseOf(lease, caller.owner));
  if (kind === 'grant' && Object.keys(after.slots).length > Math.max(held.length, caller.maxSlots)) {
    return `a slot is taken above ${caller.maxSlots}`;
  }
  if (kind === 'extension' && mine === undefined) return 'a lease that is gone is gone on with';
  if (kind === 'extension' && Object.keys(after.slots).length > caller.maxSlots)
    return 'a connection over a fallen limit goes on';
  const isUrgentWaiting = isExact && before.urgentUntilMs > trueMs;
  if (isUrgentWaiting && caller.urgency === 'yields') {
    if (kind === 'grant') return 'a slot is taken while urgent mail waits for one';
    if (kind === 'extension' && mine !== undefined && isLent(mine))
      return 'a lent slot is kept while urgent mail waits';
  }
  return null;
}

function brokenStop({ kind, after, caller, trueMs, isExact, isSteady }: Carried, before: BucketState): string | null {
  if (!isExact) return null;
  const { mode } = before.law;
  const isGrant = kind === 'grant' || kind === 'extension';
  if (isGrant && mode === 'stopped' && before.blockedUntilMs > trueMs) return 'a stop is not kept';
  if (kind === 'grant' && mode === 'careful' && before.blockedUntilMs > trueMs)
    return 'a new connection is not held back';
  const isOver = isSteady && mode === 'stopped' && after.law.mode === 'open' && kind !== 'forget' && kind !== 'reopen';
  if (isOver && after.tatUs < caller.calledAtMs * 1000 + caller.intervalUs) return 'a stop ends in a burst';
  return null;
}

/** What only goes on: emission time, cursors, marks, and what was learned. */
function brokenOrder({ after, caller, isExact, isRated }: Carried, before: BucketState): string | null {
  if (after.law.epoch < before.law.epoch) return 'a lesson takes back an epoch';
  if (!isExact) return null;
  if (after.law.taughtAtMs !== 0 && after.law.taughtAtMs < before.law.taughtAtMs) return 'a lesson takes back another';
  if (isRated && after.tatUs < before.tatUs && before.tatUs - caller.calledAtMs * 1000 <= astrayMs * 1000) {
    return 'the emission time goes back';
  }
  // A ceiling that is gone takes the cursors back, to the present. Two that ask at once may share an appointment.
  const isCeilingGone = before.law.slotCeiling !== null && after.law.slotCeiling === null;
  const backToMs = (isCeilingGone ? caller.calledAtMs : Infinity) - maxWaitMs;
  const goesBack = (path: 'nextMs' | 'urgentNextMs') => after[path] < Math.min(before[path] - maxWaitMs, backToMs);
  if (goesBack('nextMs')) return 'the cursor goes back';
  if (goesBack('urgentNextMs')) return 'the urgent cursor goes back';
  return after.urgentUntilMs < before.urgentUntilMs ? 'urgent mail is forgotten' : null;
}

/** An emission time that is past begins anew, one that is ahead by the longest wait or more stays. */
function brokenRate({ kind, after, caller, trueMs, isExact }: Carried, before: BucketState): string | null {
  const isGrant = kind === 'grant' || kind === 'extension';
  if (!isGrant || !isExact || caller.intervalUs === 0) return null;
  const tatMs = before.tatUs / 1000;
  if (tatMs > trueMs + maxWaitMs && tatMs <= caller.calledAtMs + astrayMs) return 'more is granted than can start soon';
  const isPast = before.tatUs < caller.calledAtMs * 1000 && after.tatUs > before.tatUs;
  return isPast && after.tatUs < caller.calledAtMs * 1000 ? 'a grant begins in the past' : null;
}

function brokenDay({ dayMessages }: BucketState): string | null {
  return dayMessages < 0 ? 'more is given back than was taken' : null;
}
