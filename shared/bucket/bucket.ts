import type { Clock } from '../clock.ts';
import { lookAfter, planAppointment, spread } from './appointment.ts';
import { giveBackUnused } from './day-cap.ts';
import type { FixedLimits } from './fixed-limits.ts';
import { messageSpacingMs, slotsOf } from './spacing.ts';
import { type AcquireRequest, decide, type RefusalReason } from './decide.ts';
import type { Feedback } from './feedback.ts';
import { maxWaitMs, restartEmission } from './gcra.ts';
import { learn } from './learn.ts';
import type { BucketState } from './state.ts';
import { isLeaseOf, lentLease, type Urgency } from './urgency.ts';
import type { Action, BucketStore, BucketWrite, BucketWriteResult, NumberPath } from './write.ts';

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
  /** A time to come back for each message of a refused block. */
  appoint(site: string, refusal: Refused, messages: number): Promise<number[]>;
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

/** A refusal seen by this process is believed for so long, where the block has no appointment: asking again at once only costs. */
const beliefMs = 500;

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
  const seen = new Map<string, Seen>();
  const keyOf = (site: string) => `${egress}#${site}`;
  const limitsAt = (site: string): FixedLimits => ({ ...limitsOf(site), urgency });
  const stateOf = (site: string) => seen.get(site)?.state ?? null;
  const remember = (site: string, state: BucketState | null) => seen.set(site, { state, atMs: clock.now() });

  async function write(site: string, write: BucketWrite): Promise<BucketWriteResult> {
    const result = await store.write(keyOf(site), write);
    remember(site, result.state);
    return result;
  }

  async function acquire(site: string, request: AcquireRequest): Promise<Grant | Refused> {
    const limits = limitsAt(site);
    // One time for all tries: what refused the first is past that time for the second too, so two tries are enough.
    const nowMs = clock.now();
    for (let tries = 1; tries <= maxTries; tries++) {
      const known = stateOf(site);
      const decision = decide(known, request, limits, nowMs);
      if (decision.kind === 'refuse') {
        // An old state may refuse what the bucket would grant: look first. A suspension is believed until its end.
        const ageMs = nowMs - (seen.get(site)?.atMs ?? 0);
        if (tries > 1 || decision.reason === 'suspended' || (!request.extend && !request.isDue && ageMs <= beliefMs)) {
          if (urgency === 'urgent' && decision.reason === 'slots' && !limits.isTotal) await askForRoom(site);
          const lookAfterMs = known && lookAfter(known, decision, request.isDue, limits, nowMs, random);
          return { ...decision, kind: 'refused', lookAfterMs };
        }
        remember(site, await store.read(keyOf(site)));
        continue;
      }
      const result = await write(site, decision.write);
      // A grant whose answer was lost is refused when the SDK repeats the call: the slot is ours already.
      if (result.kind === 'refused' && !isOurs(result.state, request)) continue;
      if (!result.state) continue;
      const startUs = decision.intervalUs > 0 ? result.state.tatUs - decision.messages * decision.intervalUs : 0;
      const { law } = result.state;
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

  async function appoint(site: string, refusal: Refused, messages: number): Promise<number[]> {
    const { freeAtMs, spacingMs } = refusal;
    for (let tries = 1; tries <= maxTries; tries++) {
      const known = stateOf(site);
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
    const names = urgency === 'yields' ? [owner, lentLease(owner)] : [owner];
    const free = names.map((name): Action => ({ do: 'free-slot', owner: name }));
    for (let tries = 1; tries <= maxTries; tries++) {
      const known = stateOf(site) ?? (await store.read(keyOf(site)));
      if (!known) return;
      const { when, then } = planLesson(known, owner, feedback, site, free) ?? count(feedback, free);
      // A repeated release finds its lease gone: then nothing is given back twice.
      const lease = names.find((name) => name in known.slots);
      const unused = giveBackUnused(known, lease, feedback.unused);
      const result = await write(site, { when: [...when, ...unused.when], then: [...then, ...unused.then] });
      if (result.kind === 'written') return;
    }
    // The law changed under every try: what was seen is not needed so much that a slot may leak for it.
    await write(site, count(feedback, free));
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
      const known = stateOf(site);
      const lesson = known && planLesson(known, owner, feedback, site, []);
      if (!lesson) return;
      const result = await write(site, lesson);
      // Refused: somebody else's lesson came first, and there will be another; only a refusal or a probe is waited for.
      if (result.kind === 'written' || !(feedback.refusal || feedback.isProbe)) return;
    }
  }

  function planLesson(
    known: BucketState,
    owner: string,
    feedback: Feedback,
    site: string,
    also: readonly Action[],
  ): BucketWrite | null {
    const nowMs = clock.now();
    const lesson = learn(known, owner, feedback, limitsAt(site), nowMs);
    if (!lesson) return null;
    const { law, blockedUntilMs, restartsCycle, restartsEmission } = lesson;
    const set = (path: NumberPath, value: number): Action => ({ do: 'set', path, value });
    const emission = restartsEmission ? restartEmission(known, law, limitsAt(site), nowMs) : null;
    return {
      when: [{ is: 'compare', path: 'version', op: '=', value: known.version }, ...(emission?.when ?? [])],
      then: [
        ...also,
        ...(restartsCycle ? [set('accepted', 0)] : also.length > 0 ? count(feedback, []).then : []),
        ...(emission?.then ?? []),
        { do: 'set-law', law },
        ...(blockedUntilMs === undefined ? [] : [set('blockedUntilMs', blockedUntilMs)]),
        { do: 'add', path: 'version', value: 1 },
      ],
    };
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

function isOurs(state: BucketState | null, { owner, leaseUntilMs, extend }: AcquireRequest): boolean {
  if (extend || !state) return false;
  return Object.entries(state.slots).some(([lease, untilMs]) => isLeaseOf(lease, owner) && untilMs === leaseUntilMs);
}

/** Counts what was accepted, under no other condition than that the bucket exists. */
function count(feedback: Feedback, also: readonly Action[]): BucketWrite {
  return {
    when: [{ is: 'compare', path: 'version', op: '>=', value: 0 }],
    then: [
      ...also,
      ...(feedback.accepted > 0 || also.length === 0
        ? [{ do: 'add', path: 'accepted', value: feedback.accepted } satisfies Action]
        : []),
    ],
  };
}
