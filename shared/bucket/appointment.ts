import { leftToday } from './day-cap.ts';
import type { FixedLimits } from './fixed-limits.ts';
import { messageSpacingMs } from './spacing.ts';
import type { Decision } from './decide.ts';
import { maxWaitMs } from './gcra.ts';
import type { BucketState } from './state.ts';
import { cursorOf } from './urgency.ts';
import type { BucketWrite } from './write.ts';

/** An appointment is at most this far ahead: SQS delays by 900 s at most, and what comes later takes one more hop. */
const maxReachMs = 890_000;
/** Where all places as far as that are given already, the rest comes at the far end of it: this share. Sooner would be in vain. */
const farShare = 0.1;
/** Nor later than this many times the age of what is known: a limit learned a minute ago may be another in a minute. At least `minReachMs`. */
const reachPerAge = 1.5;
const minReachMs = 30_000;

/**
 * Appointments are given a little closer than messages can go: who comes late or not at all would leave the site idle, who
 * comes for nothing costs one more hop.
 */
const overbooking = 0.5;

/**
 * The more blocks have appointments, the fewer move the cursor, each for several: one more for each of these. So a million
 * waiting cost the bucket few writes.
 */
const thinningBlocks = 100;
const mostShare = 4;

/** When the messages of a refused block come back: spread over this time. */
export interface Appointment {
  readonly fromMs: number;
  readonly toMs: number;
}

/** `write` moves the cursor; null where it is moved on somebody else's account. */
export interface AppointmentPlan extends Appointment {
  readonly write: BucketWrite | null;
}

/** A block that was refused: when the site may be free, and what its messages will take of it. */
export interface RefusedBlock {
  readonly freeAtMs: number;
  readonly spacingMs: number;
  readonly messages: number;
}

/**
 * When a refused block comes back: behind the block refused before it, spaced by what a message takes. The cursor only
 * spreads the returns; nothing is reserved, and who comes back asks like any other.
 */
export function planAppointment(
  state: BucketState,
  block: RefusedBlock,
  limits: FixedLimits,
  nowMs: number,
  random: () => number,
): AppointmentPlan {
  const earliestMs = Math.round(Math.max(nowMs, block.freeAtMs));
  const reach = reachMs(state, limits, nowMs);
  // Where the site may be free within one hop nobody takes two: there may be news by then.
  const oneHopMs = nowMs + maxReachMs;
  const latestMs =
    earliestMs <= oneHopMs - farShare * maxReachMs ? Math.min(earliestMs + reach, oneHopMs) : earliestMs + reach;
  const moveMs = Math.ceil(block.spacingMs * block.messages * overbooking);
  const path = cursorOf(limits.urgency ?? 'none');
  const nextMs = state[path];
  if (nextMs > latestMs) {
    // While the reach still grows with what is known, mail comes evenly: it is what the places further on are filled with.
    const fromMs = reach < maxReachMs ? earliestMs : latestMs - farShare * reach;
    return { fromMs: Math.max(earliestMs, fromMs), toMs: latestMs, write: null };
  }
  if (nextMs < earliestMs) {
    const toMs = earliestMs + moveMs;
    const write: BucketWrite = {
      // Somebody else may have set it just now: then two blocks share an appointment, which does less harm than asking twice.
      when: [{ is: 'compare', path, op: '<', value: earliestMs + maxWaitMs }],
      then: [{ do: 'set', path, value: toMs }],
    };
    return { fromMs: earliestMs, toMs, write };
  }
  const share = Math.min(mostShare, 1 + Math.floor((nextMs - earliestMs) / Math.max(1, moveMs) / thinningBlocks));
  const toMs = nextMs + share * moveMs;
  if (random() * share >= 1) return { fromMs: nextMs, toMs, write: null };
  // The cursor is still ahead; where a ceiling has gone meanwhile and took it back, two blocks share an appointment.
  const write: BucketWrite = {
    when: [{ is: 'exists' }],
    then: [{ do: 'add', path, value: share * moveMs }],
  };
  return { fromMs: nextMs, toMs, write };
}

/** Messages that the site takes within so long come back together, ms: they share an invocation and a connection. */
const togetherMs = 2_000;

/** A time for each message of a block, evenly over its appointment, in groups that come together. */
export function spread(
  { fromMs, toMs }: Appointment,
  messages: number,
  spacingMs: number,
  random: () => number,
): number[] {
  const groups = Math.max(1, Math.ceil((messages * spacingMs) / togetherMs));
  const times = Array.from({ length: groups }, (_, group) => fromMs + ((group + random()) * (toMs - fromMs)) / groups);
  return Array.from({ length: messages }, (_, index) =>
    Math.round(times[Math.floor((index * groups) / messages)] ?? toMs),
  );
}

/** Who waits in place for a slot looks after about so many messages' time: a slot is not long idle, nor is the bucket asked for nothing. */
const lookAfterMessages = 5;
const minLookMs = 100;
const maxLookMs = 500;
/** Where more come than can go, the next is never far: looking now and then is enough. */
const saturatedLookMs = 1_000;

/**
 * How long a refused block waits in place before it asks again; null where it is better to come back later. A new block goes
 * behind those that have appointments; one that comes at its appointment waits.
 */
export function lookAfter(
  state: BucketState,
  refusal: Extract<Decision, { kind: 'refuse' }>,
  isDue: boolean,
  limits: FixedLimits,
  nowMs: number,
  random: () => number,
): number | null {
  if (refusal.reason === 'over-limit' || refusal.reason === 'day-cap') return null;
  // A site that is down is not waited for: that would hold up the others in the batch.
  if (state.law.mode === 'stopped' && state.law.cause !== 'rate') return null;
  const { urgency = 'none' } = limits;
  const nextMs = state[cursorOf(urgency)];
  const waits = isDue || urgency === 'urgent';
  if (refusal.reason === 'rate') return Math.max(1, refusal.freeAtMs - nowMs);
  if (!waits && nextMs > nowMs + maxWaitMs) return null;
  if (refusal.reason !== 'slots') return Math.max(1, refusal.freeAtMs - nowMs);
  const isSaturated = nextMs > nowMs + reachMs(state, limits, nowMs);
  const lookMs =
    isSaturated || !waits
      ? saturatedLookMs
      : Math.min(Math.max(minLookMs, lookAfterMessages * refusal.spacingMs), maxLookMs);
  return lookMs * (0.5 + random());
}

/**
 * How far ahead appointments are given: as far as what is known is old, since mail parked far ahead at a low speed would
 * starve a site that turns out fast. Where more speed cannot be had, that cannot happen.
 */
function reachMs(state: BucketState, limits: FixedLimits, nowMs: number): number {
  const { law } = state;
  const isMost = law.mode === 'open' && law.intervalUs === 0 && law.slotLimit >= limits.maxSlots;
  if (isMost) return maxReachMs;
  const sinceMs = law.mode === 'stopped' ? law.stoppedAtMs : law.knownSinceMs;
  return Math.min(maxReachMs, Math.max(minReachMs, reachPerAge * (nowMs - sinceMs)));
}

/** Messages that have appointments. */
export interface Appointed {
  readonly messages: number;
  /** The cursor is about as far ahead as it goes: there may be many more. */
  readonly isAtLeast: boolean;
}

/** From this share of its reach on the cursor is taken to be at it. */
const nearReach = 0.9;

/** How many messages have appointments, told by how far the cursors are ahead of the time from which mail can go. */
export function appointed(state: BucketState, limits: FixedLimits, nowMs: number): Appointed {
  const fromMs = goesFromMs(state, limits, nowMs);
  const spacingMs = messageSpacingMs(state, limits, nowMs);
  const nextMs = state.nextMs - fromMs;
  const urgentMs = state.urgentNextMs - fromMs;
  const aheadMs = Math.max(0, nextMs) + Math.max(0, urgentMs);
  return {
    messages: spacingMs === 0 ? 0 : Math.round(aheadMs / (overbooking * spacingMs)),
    isAtLeast: Math.max(nextMs, urgentMs) >= nearReach * reachMs(state, limits, nowMs),
  };
}

/** When the next message can go as far as stops and a day's cap are concerned. */
export function goesFromMs(state: BucketState, { day }: FixedLimits, nowMs: number): number {
  const openMs = state.law.mode === 'open' ? nowMs : Math.max(nowMs, state.blockedUntilMs);
  return day && leftToday(state, day) <= 0 ? Math.max(openMs, day.endsAtMs) : openMs;
}
