import { createBoundedMap } from '../bounded-map.ts';
import type { Clock } from '../clock.ts';
import { lookAfter, planAppointment, spread } from './appointment.ts';
import { giveBackUnused } from './day-cap.ts';
import type { FixedLimits } from './fixed-limits.ts';
import { messageSpacingMs, slotsOf } from './spacing.ts';
import type { AcquireRequest } from './acquire-request.ts';
import { decide, type RefusalReason } from './decide.ts';
import { type Feedback, nothingSeen } from './feedback.ts';
import { maxWaitMs } from './gcra.ts';
import { planLesson } from './plan-lesson.ts';
import type { BucketState } from './state.ts';
import { isLeaseOf, type Urgency } from './urgency.ts';
import { type Action, type BucketStore, type BucketWrite, type BucketWriteResult, joined, type Plan } from './write.ts';

export interface Grant {
  readonly kind: 'granted';
  readonly messages: number;
  /** The first message may start at `startAtMs`, each other `intervalMs` after the one before. */
  readonly startAtMs: number;
  readonly intervalMs: number;
  readonly epoch: number;
  /** The bucket waits to hear of this one before it grants more: it is told of it at once. */
  readonly isProbe: boolean;
  /** Messages that the connection is to carry in all, at most. */
  readonly perConnection: number;
  /** The day whose cap it counts for; 0 where none is capped. */
  readonly day: number;
}

export interface Refused {
  readonly kind: 'refused';
  readonly reason: RefusalReason;
  /** Asking before is in vain; `spacingMs` is what one message takes of the site. */
  readonly freeAtMs: number;
  readonly spacingMs: number;
  /** Ask again after this, waiting in place; null where it is better to come back at an appointment. */
  readonly lookAfterMs: number | null;
}

/** The limiter of one egress: one bucket a site, shared by all senders through the store. */
export interface Buckets {
  acquire(site: string, request: AcquireRequest): Promise<Grant | Refused>;
  /** A time to come back for each message of a block that was refused, or (null) not asked for. */
  appoint(site: string, refusal: Refused | null, messages: number): Promise<number[]>;
  /** Tells what was seen so far, where that teaches anything, and keeps the slot. What was accepted is counted by the next acquire or the release. */
  report(site: string, owner: string, feedback: Feedback): Promise<void>;
  /** Gives the slot back and tells what was seen. To be called when the receiver has closed the connection. */
  release(site: string, owner: string, feedback: Feedback): Promise<void>;
  /** How many more connections may be granted, as far as this process knows: 0 spares the asking. */
  room(site: string): number;
  /** The bucket as last seen by this process; null where it was not met yet. */
  state(site: string): BucketState | null;
}

/** A bucket that changes under every try is asked at most this often; then the block is refused for a moment. */
const maxTries = 3;

/** Urgent mail that waits in place says so again when its last word has only so long to go, ms. */
const askAgainMs = 500;

/** What is not urgent and has no appointment believes a refusal that this process saw for so long: asking again at once only costs. */
const beliefMs = 500;

/** A suspension may last for hours, and a human may end it: the state of a site that is suspended is believed for so long, ms. */
const suspensionBeliefMs = 15_000;

/** Buckets that a process remembers: some megabytes. One that it forgets costs a read, or a refused write. */
const maxSeen = 10_000;

interface Seen {
  readonly state: BucketState | null;
  readonly atMs: number;
}

export function createBuckets(
  store: BucketStore,
  egress: string,
  limitsOf: (site: string) => FixedLimits,
  clock: Pick<Clock, 'now'>,
  random: () => number,
  urgency: Urgency = 'none',
): Buckets {
  /** Each bucket as last seen: a starting point, never a truth. */
  const seen = createBoundedMap<Seen>(maxSeen);
  const keyOf = (site: string) => `${egress}#${site}`;
  const limitsAt = (site: string): FixedLimits => ({ ...limitsOf(site), urgency });
  const stateOf = (site: string) => seen.get(site)?.state ?? null;
  const remember = (site: string, state: BucketState | null) => seen.set(site, { state, atMs: clock.now() });

  async function write(site: string, write: BucketWrite): Promise<BucketWriteResult> {
    const result = await store.write(keyOf(site), write);
    remember(site, result.state);
    return result;
  }

  async function look(site: string): Promise<BucketState | null> {
    const state = await store.read(keyOf(site));
    remember(site, state);
    return state;
  }

  async function acquire(site: string, request: AcquireRequest): Promise<Grant | Refused> {
    const limits = limitsAt(site);
    // One time for all tries: what refused the first is past that time for the second too, so two tries are enough. But an
    // answer may be long in coming.
    let nowMs = clock.now();
    for (let tries = 1; tries <= maxTries; tries++) {
      if (clock.now() > nowMs + maxWaitMs) nowMs = clock.now();
      const known = stateOf(site);
      const decision = decide(known, request, limits, nowMs);
      if (decision.kind === 'refuse') {
        // An old state may refuse what the bucket would grant: look first.
        const ageMs = nowMs - (seen.get(site)?.atMs ?? 0);
        const isBelieved =
          decision.reason === 'suspended'
            ? ageMs <= suspensionBeliefMs
            : !request.extend && !request.isDue && urgency !== 'urgent' && ageMs <= beliefMs;
        if (tries > 1 || isBelieved) {
          if (urgency === 'urgent' && decision.reason === 'slots' && !limits.isTotal) await askForRoom(site);
          const lookAfterMs = known && lookAfter(known, decision, request.isDue, limits, nowMs, random);
          return { ...decision, kind: 'refused', lookAfterMs };
        }
        await look(site);
        continue;
      }
      const result = await write(site, decision.write);
      const { state } = result;
      const isRepeated = result.kind === 'refused';
      if (!state || (isRepeated && !isDone(state, decision.write))) continue;
      const costUs = decision.messages * decision.intervalUs;
      if (isRepeated && costUs > 0) return giveBackUnknown(site, request, decision.messages);
      const startUs = costUs > 0 ? state.tatUs - costUs : 0;
      const { law } = state;
      return {
        kind: 'granted',
        messages: decision.messages,
        startAtMs: Math.max(nowMs, startUs / 1000),
        intervalMs: decision.intervalUs / 1000,
        epoch: law.epoch,
        isProbe: decision.isProbe,
        perConnection: Math.min(limits.messagesPerConnection, law.perConnection || limits.messagesPerConnection),
        day: limits.day?.day ?? 0,
      };
    }
    return { kind: 'refused', reason: 'slots', freeAtMs: clock.now(), spacingMs: spacingOf(site), lookAfterMs: null };
  }

  /**
   * A grant whose answer was lost is refused when the SDK repeats the call. It is there, but at what times nobody knows any
   * more: it is given back, and others are asked for.
   */
  async function giveBackUnknown(site: string, { owner, extend }: AcquireRequest, messages: number): Promise<Refused> {
    if (!extend) {
      const day = limitsAt(site).day?.day ?? 0;
      await release(site, owner, nothingSeen({ epoch: 0, isProbe: false, day }, messages));
    }
    return { kind: 'refused', reason: 'rate', freeAtMs: clock.now(), spacingMs: spacingOf(site), lookAfterMs: 1 };
  }

  async function appoint(site: string, refusal: Refused | null, messages: number): Promise<number[]> {
    const { freeAtMs, spacingMs } = refusal ?? { freeAtMs: clock.now(), spacingMs: spacingOf(site) };
    for (let tries = 1; tries <= maxTries; tries++) {
      const known = stateOf(site) ?? (refusal && (await look(site)));
      if (!known) break;
      const block = { freeAtMs, spacingMs, messages };
      const plan = planAppointment(known, block, limitsAt(site), clock.now(), random);
      const isGiven = plan.write === null || (await write(site, plan.write)).kind === 'written';
      if (isGiven) return spread(plan, messages, spacingMs, random);
    }
    const soonMs = Math.max(freeAtMs, clock.now()) + 1000;
    return spread({ fromMs: soonMs, toMs: soonMs + 1000 }, messages, spacingMs, random);
  }

  async function release(site: string, owner: string, feedback: Feedback): Promise<void> {
    for (let tries = 0; tries <= maxTries; tries++) {
      const lease = leaseOf(stateOf(site), owner) ?? leaseOf(await look(site), owner);
      const known = stateOf(site);
      // Another call of this one did it; or the lease ended, and the slot is another's.
      if (!known || lease === null) return;
      const counted = countAccepted(feedback);
      const free: Plan = { when: [{ is: 'slot-held', owner: lease }], then: [{ do: 'free-slot', owner: lease }] };
      const lesson = planLesson(known, owner, feedback, limitsAt(site), clock.now(), counted);
      const told = joined(lesson ?? { when: [], then: counted }, giveBackUnused(known, feedback.unused));
      // Where much changes under every try: what was seen is not needed so much that a slot may leak for it.
      const result = await write(site, joined(free, tries < maxTries ? told : { when: [], then: counted }));
      if (result.kind === 'written') return;
    }
  }

  /** Tells the lanes that yield that urgent mail waits; once for as long as a wait in place lasts. */
  async function askForRoom(site: string): Promise<void> {
    const untilMs = clock.now() + maxWaitMs;
    if ((stateOf(site)?.urgentUntilMs ?? 0) > untilMs - askAgainMs) return;
    await write(site, {
      when: [{ is: 'compare', path: 'urgentUntilMs', op: '<', value: untilMs }],
      then: [{ do: 'set', path: 'urgentUntilMs', value: untilMs }],
    });
  }

  async function report(site: string, owner: string, feedback: Feedback): Promise<void> {
    for (let tries = 1; tries <= maxTries; tries++) {
      const known = stateOf(site) ?? (await look(site));
      const lesson = known && planLesson(known, owner, feedback, limitsAt(site), clock.now(), []);
      if (!lesson) return;
      const result = await write(site, lesson);
      // Refused: somebody else's lesson came first, and there will be another; only a refusal or a probe is waited for.
      if (result.kind === 'written' || !(feedback.refusal || feedback.isProbe)) return;
    }
  }

  function spacingOf(site: string): number {
    const known = stateOf(site);
    return known ? messageSpacingMs(known, limitsAt(site), clock.now()) : 0;
  }

  function room(site: string): number {
    const known = stateOf(site);
    const request = { owner: '', messages: 1, leaseUntilMs: 0, extend: false, isDue: false, accepted: 0 };
    const decision = decide(known, request, limitsAt(site), clock.now());
    if (decision.kind === 'refuse') return 0;
    if (!known || decision.isProbe) return 1;
    return Math.max(1, slotsOf(known.law, limitsAt(site)) - Object.keys(known.slots).length);
  }

  return { acquire, appoint, report, release, room, state: stateOf };
}

/** The leases that a write took are there: it was carried out, and is refused because it is repeated. */
function isDone(state: BucketState, { then }: BucketWrite): boolean {
  const leases = then.flatMap((action) => {
    if (action.do === 'take-slot') return [[action.owner, action.untilMs] as const];
    return action.do === 'create' ? Object.entries(action.state.slots) : [];
  });
  return leases.every(([lease, untilMs]) => state.slots[lease] === untilMs);
}

function leaseOf(state: BucketState | null, owner: string): string | null {
  return Object.keys(state?.slots ?? {}).find((lease) => isLeaseOf(lease, owner)) ?? null;
}

function countAccepted({ accepted }: Feedback): Action[] {
  return accepted > 0 ? [{ do: 'add', path: 'accepted', value: accepted }] : [];
}
