import type fc from 'fast-check';
import { applyWrite } from '#shared/bucket/apply.ts';
import { type Buckets, createBuckets, type Grant, type Refused } from '#shared/bucket/bucket.ts';
import type { FixedLimits } from '#shared/bucket/fixed-limits.ts';
import { forget } from '#shared/bucket/forget.ts';
import { reopen } from '#shared/bucket/reopen.ts';
import type { BucketState } from '#shared/bucket/state.ts';
import type { BucketStore, BucketWrite, BucketWriteResult } from '#shared/bucket/write.ts';
import { isLeaseOf, type Urgency } from '#shared/bucket/urgency.ts';
import { createMemoryBucketStore } from '#test/support/memory-bucket-store.ts';
import { afterwards } from './afterwards.ts';
import { createAccount } from './account.ts';
import { feedback } from './feedback.ts';
import { broken } from './oracle.ts';
import type { FleetPlan, Step } from './plan.ts';
import { type Call, kindOf, type WriteKind } from './write-kind.ts';

/** Changes a write before the store sees it. */
export type Mutate = (kind: WriteKind, write: BucketWrite) => BucketWrite;
export const unchanged: Mutate = (_kind, write) => write;

export const siteName = 'site';
const key = `mx#${siteName}`;
const maxErrorMs = 5_000;
const leaseMs = 20_000;

interface Mine {
  readonly owner: string;
  readonly deadlineMs: number;
  readonly grant: Grant;
}

/** Of a write, with what it found. */
interface Answer {
  readonly before: BucketState | null;
  readonly result: BucketWriteResult;
}

/** What a sender is at: how the store knows what a write is for. */
interface Doing {
  call: Call;
  owner: string;
  limits: FixedLimits;
  calledAtMs: number;
  isLost: boolean;
  /** What is given back when it is carried out. */
  unused: { readonly day: number; readonly messages: number } | null;
}

/**
 * Senders against one bucket: their calls to the store take effect in any order that the scheduler chooses. Counted are
 * leases and starts as a receiver with the true clock would see them. Returns what went wrong; null where nothing did.
 */
export async function runFleet(plan: FleetPlan, scheduler: fc.Scheduler, mutate = unchanged): Promise<string | null> {
  let trueMs = 1_000_000;
  let told = plan.limits[0];
  let day = 1;
  let owners = 0;
  let fault: string | null = null;
  const memory = createMemoryBucketStore();
  const stateNow = () => memory.states.get(key) ?? null;
  const isExact = plan.clockErrorsMs.flat().every((errorMs) => errorMs === 0);
  const isRated = plan.limits.every(({ intervalUs }) => intervalUs > 0);
  const isSteady = plan.limits[0].intervalUs === plan.limits[1].intervalUs;
  const account = createAccount(plan);
  const blame = (found: string | null) => {
    fault ??= found;
  };
  const limitsNow = (): FixedLimits =>
    plan.dayCap === null ? told : { ...told, day: { day, messages: plan.dayCap, endsAtMs: trueMs + 60_000 } };

  /** `first` is the same write, whose answer was lost. */
  async function carryOut(doing: Doing, urgency: Urgency, write: BucketWrite, first: Answer | null): Promise<Answer> {
    const kind = kindOf(doing.call, write);
    const { owner, calledAtMs } = doing;
    const { maxSlots, intervalUs } = doing.limits;
    const before = stateNow();
    const changed = mutate(kind, write);
    if (kind !== 'create') blame(madeInPart(changed));
    const result = await memory.store.write(key, changed);
    if (result.kind === 'written') {
      const givesBack = write.then.some((action) => action.do === 'add' && action.path === 'dayMessages');
      if (kind === 'release' && doing.unused && givesBack) account.unused(doing.unused);
      doing.unused = null;
      const caller = { owner, urgency, maxSlots, intervalUs, calledAtMs };
      blame(broken({ kind, before, after: result.state, trueMs, caller, isExact, isRated, isSteady }));
    }
    // Places of which nobody knows when they are, given back or not; or it was repeated when its lease had ended.
    const isGone = !Object.keys(before?.slots ?? {}).some((lease) => isLeaseOf(lease, owner));
    const isPlaced = Math.max(intervalUs, first?.before?.law.intervalUs ?? 0) > 0;
    const isInVain = (kind === 'create' || kind === 'grant' || kind === 'extension') && (isPlaced || isGone);
    if (first?.result.kind === 'written' && isInVain) account.lost(first.before, first.result.state);
    return { before, result };
  }

  function createSender(index: number) {
    const urgency = plan.urgencies[index] ?? 'none';
    const [early, late] = plan.clockErrorsMs[index] ?? [0, 0];
    let errorMs = early;
    let mine: Mine | null = null;
    const now = () => trueMs + errorMs;
    let doing: Doing = { call: 'acquire', owner: '', limits: told, calledAtMs: 0, isLost: false, unused: null };
    const read = scheduler.scheduleFunction(memory.store.read);
    const store: BucketStore = {
      read,
      async write(_key, write) {
        const at = doing;
        const once = (first: Answer | null) =>
          scheduler.schedule(Promise.resolve()).then(() => carryOut(at, urgency, write, first));
        const { isLost } = at;
        at.isLost = false;
        return (await once(isLost ? await once(null) : null)).result;
      },
    };
    const buckets: Buckets = createBuckets(
      store,
      'mx',
      () => doing.limits,
      { now },
      () => 0.5,
      urgency,
    );
    const begin = (call: Call, owner: string, isLost: boolean) => {
      doing = { call, owner, limits: limitsNow(), calledAtMs: now(), isLost, unused: null };
    };

    async function ask(owner: string, deadlineMs: number, { messages, isLost }: Step, extend: boolean) {
      // A lease ends 2 ε after its holder's deadline, so that no other clock sees it end before.
      const leaseUntilMs = deadlineMs + errorMs + 2 * maxErrorMs;
      begin(extend ? 'extend' : 'acquire', owner, isLost);
      const { calledAtMs } = doing;
      const request = { owner, messages, leaseUntilMs, extend, isDue: true, accepted: 0 };
      const answer = await buckets.acquire(siteName, request);
      if (answer.kind === 'granted') {
        blame(account.granted(answer, errorMs));
        return answer;
      }
      const isMarked = (stateNow()?.urgentUntilMs ?? 0) >= calledAtMs + 1_500;
      const asksForRoom = urgency === 'urgent' && answer.reason === 'slots' && answer.lookAfterMs !== null;
      if (asksForRoom && !doing.limits.isTotal && !isMarked) blame('urgent mail waits unseen');
      if (!extend) await goBack(answer, messages);
      return null;
    }

    async function goBack(refusal: Refused, messages: number): Promise<void> {
      begin('appoint', '', false);
      const times = await buckets.appoint(siteName, refusal, messages);
      if (times.some((atMs) => atMs < doing.calledAtMs)) blame('an appointment is in the past');
    }

    async function goOn(held: Mine, step: Step): Promise<void> {
      begin('report', held.owner, false);
      await buckets.report(siteName, held.owner, feedback(held.grant, null));
      const grant = await ask(held.owner, held.deadlineMs, step, true);
      if (grant) mine = { ...held, grant };
    }

    async function end({ owner, grant }: Mine, { what, kind, messages, isLost }: Step): Promise<void> {
      mine = null;
      account.left(owner);
      const unused = { day: grant.day, messages: Math.max(0, Math.min(messages, grant.messages) - 1) };
      begin('release', owner, isLost);
      // Where its lease has ended the day keeps what was not used.
      doing.unused = unused;
      await buckets.release(siteName, owner, { ...feedback(grant, what === 'refused' ? kind : null), unused });
      const leaks = Object.keys(stateNow()?.slots ?? {}).some((lease) => isLeaseOf(lease, owner));
      if (leaks) blame('a slot that was released is still taken');
    }

    return async function take(steps: readonly Step[]): Promise<void> {
      for (const [position, step] of steps.entries()) {
        trueMs += step.afterMs;
        if (position > steps.length / 2) errorMs = late;
        account.now(trueMs);
        if (mine && mine.deadlineMs < trueMs) mine = null;
        switch (step.what) {
          case 'change-limits':
            told = told === plan.limits[0] ? plan.limits[1] : plan.limits[0];
            break;
          case 'next-day':
            day++;
            break;
          // A holder that dies neither releases nor sends; its slot stays taken until the lease ends.
          case 'die':
            mine = null;
            break;
          case 'forget':
          case 'reopen': {
            begin(step.what, '', step.isLost);
            const known: BucketState | null = await read(key);
            const isStopped = known?.law.mode === 'stopped';
            if (known && step.what === 'forget') await store.write(key, forget(known, now()));
            if (known && step.what === 'reopen' && isStopped) await store.write(key, reopen(known, now()));
            break;
          }
          case 'acquire': {
            if (mine) break;
            const owner = `o${++owners}`;
            const deadlineMs: number = trueMs + leaseMs;
            const { maxSlots } = told;
            const grant: Grant | null = await ask(owner, deadlineMs, step, false);
            // The answer may be late: then the lease is not used.
            if (!grant || deadlineMs < trueMs) break;
            mine = { owner, deadlineMs, grant };
            blame(account.holds(owner, deadlineMs, maxSlots, trueMs));
            break;
          }
          case 'extend':
            if (mine) await goOn(mine, step);
            break;
          case 'release':
          case 'refused':
            if (mine) await end(mine, step);
            break;
        }
      }
    };
  }

  const senders = Array.from({ length: plan.returning.length }, (_, index) => createSender(index));
  const together = (steps: FleetPlan['senders']) => Promise.all(senders.map((take, index) => take(steps[index] ?? [])));
  const all = async () => {
    await together(plan.senders);
    // SQS returns what it delayed late, and all at once.
    trueMs += plan.lateMs;
    await together(plan.returning);
  };
  await scheduler.waitFor(all());
  return fault ?? account.conclude(stateNow()) ?? afterwards(memory.store, plan.limits[0], trueMs, mutate);
}

/** Somebody may have deleted the bucket: nothing but a whole one is written in its place. */
function madeInPart(write: BucketWrite): string | null {
  try {
    return applyWrite(null, write).kind === 'refused' ? null : 'a bucket that was deleted is made anew';
  } catch {
    return 'a bucket that was deleted is made in part';
  }
}
