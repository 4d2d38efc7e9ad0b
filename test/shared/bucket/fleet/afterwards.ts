import { type Buckets, createBuckets, type Grant, type Refused } from '#shared/bucket/bucket.ts';
import type { FixedLimits } from '#shared/bucket/fixed-limits.ts';
import { forget } from '#shared/bucket/forget.ts';
import { reopen } from '#shared/bucket/reopen.ts';
import type { BucketStore } from '#shared/bucket/write.ts';
import type { Urgency } from '#shared/bucket/urgency.ts';
import { feedback } from './feedback.ts';
import type { Mutate } from './run.ts';
import { type Call, kindOf } from './write-kind.ts';

const site = 'site';
const key = `mx#${site}`;
/** By then leases, stops and trials have ended. */
const longMs = 1_000_000;

/** A day that none of the fleet's is. */
const day = { day: 1_000_000, messages: 1_000_000, endsAtMs: Infinity };

/**
 * Whoever was granted something has died; one sender after the other goes on alone, and nothing keeps it from that. Returns
 * what does; null where nothing did.
 */
export async function afterwards(
  store: BucketStore,
  told: FixedLimits,
  trueMs: number,
  mutate: Mutate,
): Promise<string | null> {
  let nowMs = trueMs;
  let call: Call = 'acquire';
  const mutated: BucketStore = {
    ...store,
    write: (at, write) => store.write(at, mutate(kindOf(call, write), write)),
  };
  const lane = (urgency: Urgency, limits = told) =>
    createBuckets(
      mutated,
      'mx',
      () => ({ ...limits, day }),
      { now: () => nowMs },
      () => 0.5,
      urgency,
    );
  /** Waits for its time in the rate, as it is told to. */
  async function ask(buckets: Buckets, owner: string, extend: boolean, leaseMs = Infinity): Promise<Grant | Refused> {
    for (let tries = 1; ; tries++) {
      call = extend ? 'extend' : 'acquire';
      const request = { owner, messages: 3, leaseUntilMs: nowMs + leaseMs, extend, isDue: true, accepted: 0 };
      const answer = await buckets.acquire(site, request);
      if (answer.kind === 'granted' || answer.reason !== 'rate' || tries === 5) return answer;
      nowMs = Math.max(nowMs, answer.freeAtMs) + 1;
    }
  }

  /** One session: it is granted a block, tells of it, is granted another, and is refused at its end or is not. */
  async function session(urgency: Urgency, owner: string, isRefused: boolean): Promise<string | null> {
    const buckets = lane(urgency);
    nowMs += longMs;
    const first = await ask(buckets, owner, false);
    if (first.kind === 'refused') return `nothing is granted, though all have died: ${first.reason} (${urgency})`;
    nowMs += 5_000;
    call = 'report';
    await buckets.report(site, owner, feedback({ ...first, messages: 1 }, null));
    const more = await ask(buckets, owner, true);
    if (more.kind === 'refused') return `a session cannot go on, though it is alone: ${more.reason} (${urgency})`;
    call = 'release';
    const counted = (await store.read(key))?.dayMessages ?? 0;
    const unused = Math.min(1, more.messages);
    const seen = { ...feedback(more, isRefused ? 'busy' : null), unused: { day: more.day, messages: unused } };
    await buckets.release(site, owner, seen);
    const state = await store.read(key);
    if (!state || owner in state.slots) return 'a slot that was released is still taken';
    if (state.dayMessages !== counted - unused) return 'what was not used of a day is not given back';
    const isOpen = state.law.mode === 'open';
    if (isRefused === isOpen) return isOpen ? 'a refusal teaches nothing' : 'a stop does not end';
    return null;
  }

  for (let nth = 0; nth < 4; nth++) {
    const urgency = nth % 2 === 0 ? 'none' : 'yields';
    const fault = (await session(urgency, `s${nth}`, true)) ?? (await session(urgency, `t${nth}`, false));
    if (fault !== null) return fault;
  }
  return (
    (await fillUp()) ??
    (await appointments()) ??
    (await forgetting()) ??
    (await livingProbe()) ??
    (await forgetting()) ??
    (await fasterLimit())
  );

  /** All slots are taken by holders that die; urgent mail that finds none says so, and they are the next one's afterwards. */
  async function fillUp(): Promise<string | null> {
    if (told.isTotal) return null;
    nowMs += longMs;
    for (let nth = 0; nth < 10; nth++) {
      const answer = await ask(lane('urgent'), `u${nth}`, false, longMs / 2);
      if (answer.kind === 'granted') continue;
      const mark = (await store.read(key))?.urgentUntilMs ?? 0;
      if (answer.reason === 'slots' && mark < nowMs + 1_500) return 'urgent mail waits unseen';
    }
    nowMs += longMs;
    const next = await ask(lane('none'), 'v', false, longMs / 2);
    return next.kind === 'granted' ? null : `the slots of the dead stay taken: ${next.reason}`;
  }

  /** Two refused blocks do not come back at the same time. */
  async function appointments(): Promise<string | null> {
    for (const urgency of ['none', 'urgent'] as const) {
      // Where the cursor is far ahead few blocks move it: then two may share a time.
      const known = await store.read(key);
      nowMs = Math.max(nowMs + longMs, known?.nextMs ?? 0, known?.urgentNextMs ?? 0);
      const buckets = lane(urgency);
      call = 'acquire';
      const refusal = {
        kind: 'refused',
        reason: 'slots',
        freeAtMs: nowMs,
        spacingMs: 500,
        lookAfterMs: null,
      } as const;
      await ask(buckets, `w${urgency}`, false, longMs / 2);
      call = 'appoint';
      const first = await buckets.appoint(site, refusal, 10);
      const second = await buckets.appoint(site, refusal, 10);
      if (Math.min(...second) < Math.max(...first)) return 'two blocks have one appointment';
    }
    return null;
  }

  async function forgetting(): Promise<string | null> {
    const known = await store.read(key);
    if (!known) return 'the bucket is gone';
    call = 'forget';
    const result = await mutated.write(key, forget(known, nowMs));
    if (result.kind === 'refused') return 'nothing can be forgotten';
    call = 'reopen';
    const opened = await mutated.write(key, reopen(result.state, nowMs));
    return opened.kind === 'written' ? null : 'no stop can be ended';
  }

  /** What a limit that was slower by far left behind keeps nobody waiting, nor a session that lives. */
  async function fasterLimit(): Promise<string | null> {
    nowMs += 3 * longMs;
    const fast = lane('none', { ...told, maxSlots: 4, intervalUs: 20_000 });
    const slow = lane('none', { ...told, maxSlots: 4, intervalUs: 3_600_000_000 });
    await ask(fast, 'x', false, 1.5 * longMs);
    for (const isNew of [false, true]) {
      nowMs += longMs;
      await ask(slow, `slow${isNew}`, false, longMs / 2);
      const answer = await ask(fast, isNew ? 'y' : 'x', !isNew);
      if (answer.kind === 'refused') return `an old limit is still kept: ${answer.reason}`;
    }
    return null;
  }

  /** When a stop has lasted long enough, a session that lives may be the one that finds it over. */
  async function livingProbe(): Promise<string | null> {
    nowMs += longMs;
    const buckets = lane('none', { ...told, maxSlots: 2 });
    await ask(buckets, 'lives', false, 2 * longMs);
    const refused = await ask(buckets, 'refused', false, longMs);
    if (refused.kind === 'refused') return `a second slot is not to be had: ${refused.reason}`;
    call = 'release';
    await buckets.release(site, 'refused', feedback(refused, 'rate'));
    nowMs += longMs;
    const answer = await ask(buckets, 'lives', true);
    return answer.kind === 'granted' ? null : `a session that lives is no probe: ${answer.reason}`;
  }
}
