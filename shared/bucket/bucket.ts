import type { Clock } from '../clock.ts';
import { planAppointment } from './appointment.ts';
import { type AcquireRequest, decide, type FixedLimits, type RefusalReason } from './decide.ts';
import { type Feedback, learn } from './learn.ts';
import type { BucketState } from './state.ts';
import type { Action, BucketStore } from './write.ts';

export interface Grant {
  readonly kind: 'granted';
  readonly messages: number;
  /** The first message may start at `startAtMs`, each other `intervalMs` after the one before. */
  readonly startAtMs: number;
  readonly intervalMs: number;
  readonly epoch: number;
  /** The bucket waits to hear of this one before it grants more: the session ends after it. */
  readonly isProbe: boolean;
}

export interface Refused {
  readonly kind: 'refused';
  readonly reason: RefusalReason;
  /** When to ask again; messages of a refused block are spread from here on by `spacingMs` each. */
  readonly comeBackAtMs: number;
  readonly spacingMs: number;
}

/** The limiter of one egress: one bucket a site, shared by all senders through the store. */
export interface Buckets {
  acquire(site: string, request: AcquireRequest): Promise<Grant | Refused>;
  /** Tells what was seen so far, where that teaches anything, and keeps the slot. Accepted messages are counted at the release. */
  report(site: string, owner: string, feedback: Feedback): Promise<void>;
  /** Gives the slot back and tells what was seen. To be called when the receiver has closed the connection. */
  release(site: string, owner: string, feedback: Feedback): Promise<void>;
  /** The bucket as last seen by this process; null where it was not met yet. */
  state(site: string): BucketState | null;
}

/** A bucket that changes under every try is asked at most this often; then the block is refused for a moment. */
const maxTries = 8;

export function createBuckets(
  store: BucketStore,
  egress: string,
  limitsOf: (site: string) => FixedLimits,
  clock: Pick<Clock, 'now'>,
  random: () => number,
): Buckets {
  /** The state of each bucket as last seen: a starting point, never a truth. */
  const seen = new Map<string, BucketState | null>();
  const keyOf = (site: string) => `${egress}#${site}`;

  async function acquire(site: string, request: AcquireRequest): Promise<Grant | Refused> {
    const limits = limitsOf(site);
    let isFresh = false;
    for (let tries = 1; tries <= maxTries; tries++) {
      const nowMs = clock.now();
      const known = seen.get(site) ?? null;
      const decision = decide(known, request, limits, nowMs);
      if (decision.kind === 'ask') {
        const result = await store.write(keyOf(site), decision.write);
        seen.set(site, result.state);
        isFresh = true;
        // A grant whose answer was lost is refused when the SDK repeats it: the slot is ours already.
        if (result.kind === 'refused' && !isOurs(result.state, request)) continue;
        if (!result.state) continue;
        const startUs = decision.costUs > 0 ? result.state.tatUs - decision.costUs : 0;
        return {
          kind: 'granted',
          messages: decision.messages,
          startAtMs: Math.max(nowMs, startUs / 1000),
          intervalMs: decision.costUs / decision.messages / 1000,
          epoch: result.state.law.epoch,
          isProbe: result.state.law.mode === 'probing',
        };
      }
      if (!known) throw new Error('a bucket that does not exist yet refuses nothing');
      // An old state may refuse what the bucket would grant: look first. A suspension is believed until its end.
      if (!isFresh && decision.reason !== 'suspended') {
        seen.set(site, await store.read(keyOf(site)));
        isFresh = true;
        continue;
      }
      if (!request.appointment) return refused(decision.reason, decision.freeAtMs, decision.spacingMs);
      const plan = planAppointment(known, decision, request.backlog, nowMs, random());
      if (plan.kind === 'at') return refused(decision.reason, plan.comeBackAtMs, decision.spacingMs);
      const result = await store.write(keyOf(site), plan.write);
      seen.set(site, result.state);
      isFresh = true;
      if (result.kind === 'written') return refused(decision.reason, plan.comeBackAtMs, decision.spacingMs);
    }
    return refused('slots', clock.now() + 1000 * (1 + random()), 0);
  }

  async function release(site: string, owner: string, feedback: Feedback): Promise<void> {
    const limits = limitsOf(site);
    const free: Action = { do: 'free-slot', owner };
    const count: Action = { do: 'add', path: 'accepted', value: feedback.accepted };
    for (let tries = 1; tries <= maxTries; tries++) {
      const known = seen.get(site) ?? (await store.read(keyOf(site)));
      if (!known) return;
      const nowMs = clock.now();
      const lesson = learn(known, owner, feedback, limits, nowMs);
      const result = await store.write(
        keyOf(site),
        lesson
          ? {
              when: [{ is: 'compare', path: 'version', op: '=', value: known.version }],
              then: [
                free,
                lesson.restartsCycle ? { do: 'set', path: 'accepted', value: 0 } : count,
                { do: 'set-law', law: lesson.law },
                { do: 'set', path: 'blockedUntilMs', value: lesson.blockedUntilMs },
                { do: 'add', path: 'version', value: 1 },
                ...(lesson.restartsCycle
                  ? [{ do: 'set', path: 'tatUs', value: nowMs * 1000 + lesson.law.intervalUs } satisfies Action]
                  : []),
              ],
            }
          : { when: [{ is: 'compare', path: 'version', op: '>=', value: 0 }], then: [free, count] },
      );
      seen.set(site, result.state);
      if (result.kind === 'written') return;
    }
    // The law changed under every try: what was seen is not needed so much that a slot may leak for it.
    await store.write(keyOf(site), {
      when: [{ is: 'compare', path: 'version', op: '>=', value: 0 }],
      then: [free, count],
    });
  }

  async function report(site: string, owner: string, feedback: Feedback): Promise<void> {
    const known = seen.get(site);
    if (!known || feedback.refusal) return;
    const lesson = learn(known, owner, feedback, limitsOf(site), clock.now());
    if (!lesson || lesson.restartsCycle) return;
    const result = await store.write(keyOf(site), {
      when: [{ is: 'compare', path: 'version', op: '=', value: known.version }],
      then: [
        { do: 'set-law', law: lesson.law },
        { do: 'add', path: 'version', value: 1 },
      ],
    });
    // Refused: somebody else's lesson came first; there will be another.
    seen.set(site, result.state);
  }

  return { acquire, report, release, state: (site) => seen.get(site) ?? null };
}

function isOurs(state: BucketState | null, { owner, leaseUntilMs, extend }: AcquireRequest): boolean {
  return !extend && state?.slots[owner] === leaseUntilMs;
}

function refused(reason: RefusalReason, comeBackAtMs: number, spacingMs: number): Refused {
  return { kind: 'refused', reason, comeBackAtMs, spacingMs };
}
