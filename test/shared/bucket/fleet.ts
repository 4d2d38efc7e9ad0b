import fc from 'fast-check';
import { type Buckets, createBuckets, type Grant } from '#shared/bucket/bucket.ts';
import type { FixedLimits } from '#shared/bucket/fixed-limits.ts';
import type { Feedback } from '#shared/bucket/feedback.ts';
import type { Urgency } from '#shared/bucket/urgency.ts';
import type { RefusalKind } from '#shared/bucket/law.ts';
import type { BucketStore, BucketWrite } from '#shared/bucket/write.ts';
import { createMemoryBucketStore } from '#test/support/memory-bucket-store.ts';

/** What one sender does next. */
export interface Step {
  readonly what: 'acquire' | 'extend' | 'release' | 'refused' | 'die' | 'change-limits';
  readonly messages: number;
  readonly kind: RefusalKind;
  readonly afterMs: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom('acquire', 'acquire', 'extend', 'release', 'refused', 'die', 'change-limits'),
  messages: fc.integer({ min: 1, max: 20 }),
  kind: fc.constantFrom<RefusalKind>('connections', 'rate', 'busy', 'messages', 'shut'),
  afterMs: fc.integer({ min: 0, max: 900 }),
});

export interface FleetPlan {
  /** The steps of each sender, one after the other. */
  readonly senders: readonly (readonly Step[])[];
  /** Each sender's clock is off by this, ms; the second figure from half-way on, so that it may run back. */
  readonly clockErrorsMs: readonly (readonly [number, number])[];
  readonly limits: readonly [FixedLimits, FixedLimits];
  /** How each sender's lane stands to the others. */
  readonly urgencies: readonly Urgency[];
  /** The day's messages; null: no cap. */
  readonly dayCap: number | null;
}

interface Lease {
  readonly owner: string;
  readonly deadlineMs: number;
  readonly grant: Grant;
}

const maxErrorMs = 5_000;
const leaseMs = 20_000;
const siteName = 'site';

export function plans(options: { readonly clockErrorMs: number }): fc.Arbitrary<FleetPlan> {
  const error = fc.integer({ min: -options.clockErrorMs, max: options.clockErrorMs });
  const limits = fc.record({
    maxSlots: fc.integer({ min: 1, max: 4 }),
    intervalUs: fc.constantFrom(0, 20_000, 166_667, 1_000_000),
    messagesPerConnection: fc.constant(50),
  });
  return fc.record({
    senders: fc.array(fc.array(step, { minLength: 5, maxLength: 25 }), { minLength: 2, maxLength: 6 }),
    clockErrorsMs: fc.array(fc.tuple(error, error), { minLength: 6, maxLength: 6 }),
    limits: fc.tuple(limits, limits),
    urgencies: fc.oneof(
      fc.constant(Array<Urgency>(6).fill('none')),
      fc.array(fc.constantFrom<Urgency>('urgent', 'yields'), { minLength: 6, maxLength: 6 }),
    ),
    dayCap: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 60 })),
  });
}

/**
 * Senders against one bucket: their calls to the store take effect in any order that the scheduler chooses. Counted are
 * leases and starts as a receiver with the true clock would see them. Returns what went wrong; null where nothing did.
 */
export async function runFleet(
  plan: FleetPlan,
  scheduler: fc.Scheduler,
  mutate: (write: BucketWrite) => BucketWrite = (write) => write,
): Promise<string | null> {
  let trueMs = 1_000_000;
  let limits = plan.limits[0];
  const fastestUs = Math.min(plan.limits[0].intervalUs, plan.limits[1].intervalUs);
  const memory = createMemoryBucketStore();
  const store: BucketStore = {
    read: scheduler.scheduleFunction(memory.store.read),
    write: scheduler.scheduleFunction((key, write) => memory.store.write(key, mutate(write))),
  };
  /** Live leases by owner: the true time at which the holder stops using it for sure, and the limit that it was asked under. */
  const held = new Map<string, { readonly untilMs: number; readonly maxSlots: number }>();
  const starts: number[] = [];
  let owners = 0;
  /** Granted and not told to be unused. */
  let counted = 0;
  let fault: string | null = null;
  const day = plan.dayCap === null ? undefined : { day: 20_261_124, messages: plan.dayCap, endsAtMs: 1e12 };

  async function send(steps: readonly Step[], index: number): Promise<void> {
    const [early, late] = plan.clockErrorsMs[index] ?? [0, 0];
    let errorMs = early;
    const buckets: Buckets = createBuckets(
      store,
      'mx',
      () => ({ ...limits, day }),
      { now: () => trueMs + errorMs },
      () => 0.5,
      plan.urgencies[index],
    );
    let mine: Lease | null = null;
    for (const [position, { what, messages, kind, afterMs }] of steps.entries()) {
      trueMs += afterMs;
      if (position > steps.length / 2) errorMs = late;
      for (const [owner, { untilMs }] of held) if (untilMs < trueMs) held.delete(owner);
      if (mine && mine.deadlineMs < trueMs) mine = null;

      if (what === 'change-limits') limits = limits === plan.limits[0] ? plan.limits[1] : plan.limits[0];
      // A holder that dies neither releases nor sends; its slot stays taken until the lease ends.
      if (what === 'die') mine = null;
      if (what === 'acquire' && !mine) {
        const owner = `o${++owners}`;
        const deadlineMs: number = trueMs + leaseMs;
        const { maxSlots } = limits;
        const grant = await ask(owner, deadlineMs, messages, false);
        // The answer may be late: then the lease is not used.
        if (!grant || deadlineMs < trueMs) continue;
        mine = { owner, deadlineMs, grant };
        held.set(owner, { untilMs: deadlineMs, maxSlots });
        const live = [...held.values()].filter(({ untilMs }) => untilMs >= trueMs);
        const most = Math.max(...live.map((lease) => lease.maxSlots));
        if (live.length > most) fault = `${live.length} leases of ${most}`;
      } else if (what === 'extend' && mine) {
        const grant: Grant | null = await ask(mine.owner, mine.deadlineMs, messages, true);
        if (grant) mine = { owner: mine.owner, deadlineMs: mine.deadlineMs, grant };
      } else if ((what === 'release' || what === 'refused') && mine) {
        const { owner, grant } = mine;
        mine = null;
        held.delete(owner);
        const unused = Math.min(messages, grant.messages) - 1;
        counted -= unused;
        await buckets.release(siteName, owner, {
          ...feedback(grant, what === 'refused' ? kind : null),
          unused: { day: grant.day, messages: unused },
        });
      }
    }

    async function ask(owner: string, deadlineMs: number, messages: number, extend: boolean): Promise<Grant | null> {
      // A lease ends 2 ε after its holder's deadline, so that no other clock sees it end before.
      const leaseUntilMs = deadlineMs + errorMs + 2 * maxErrorMs;
      const request = { owner, messages, leaseUntilMs, extend, isDue: true, accepted: 0 };
      const answer = await buckets.acquire(siteName, request);
      if (answer.kind === 'refused') return null;
      counted += answer.messages;
      if (plan.dayCap !== null && counted > plan.dayCap) fault = `${counted} messages on a day of ${plan.dayCap}`;
      for (let nth = 0; nth < answer.messages; nth++) starts.push(answer.startAtMs + nth * answer.intervalMs - errorMs);
      return answer;
    }
  }

  const all = Promise.all(plan.senders.map(send));
  await scheduler.waitFor(all);
  const spreadMs = Math.max(...plan.clockErrorsMs.flat().map(Math.abs));
  return fault ?? (fastestUs > 0 ? tooFast(starts, fastestUs / 1000, spreadMs) : null);
}

/** In every window no more starts than burst (one) + rate × (w + 2 ε). */
function tooFast(starts: readonly number[], intervalMs: number, errorMs: number): string | null {
  const sorted = starts.toSorted((a, b) => a - b);
  for (let from = 0; from < sorted.length; from++) {
    for (let to = from; to < sorted.length; to++) {
      const windowMs = (sorted[to] ?? 0) - (sorted[from] ?? 0);
      const allowed = Math.floor(1 + (windowMs + 2 * errorMs) / intervalMs + 1e-3);
      if (to - from + 1 > allowed) return `${to - from + 1} starts in ${windowMs} ms, ${allowed} allowed`;
    }
  }
  return null;
}

export function feedback(grant: Grant, kind: RefusalKind | null): Feedback {
  return {
    epoch: grant.epoch,
    isProbe: grant.isProbe,
    accepted: kind === null ? grant.messages : 0,
    serviceMs: 200,
    refusal: kind === null ? null : { kind, text: '421 no', retryAfterMs: 0 },
    isAnswered: false,
    unused: { day: grant.day, messages: 0 },
    usedUpAfter: null,
  };
}
