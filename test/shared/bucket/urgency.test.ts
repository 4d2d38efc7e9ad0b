import { describe, expect, it } from 'vitest';
import { createBuckets } from '#shared/bucket/bucket.ts';
import type { FixedLimits } from '#shared/bucket/fixed-limits.ts';
import { initialState } from '#shared/bucket/state.ts';
import type { Urgency } from '#shared/bucket/urgency.ts';
import { createMemoryBucketStore } from '#test/support/memory-bucket-store.ts';
import { feedback } from './fleet/feedback.ts';

/** A site of 5 known connections, and lanes that share it. */
function site(limits: Partial<FixedLimits> = {}) {
  const { store, states, counts } = createMemoryBucketStore();
  const time = { nowMs: 1_000_000 };
  const known = initialState(0);
  states.set('mx#site', { ...known, law: { ...known.law, slotLimit: 5, slotCeiling: 6, probeAtMs: 1e15 } });
  const lane = (urgency: Urgency) =>
    createBuckets(
      store,
      'mx',
      () => ({ maxSlots: 5, intervalUs: 0, messagesPerConnection: 100, ...limits }),
      { now: () => time.nowMs },
      () => 0.5,
      urgency,
    );
  const slots = () => Object.keys(states.get('mx#site')?.slots ?? {});
  return { lane, time, states, slots, counts };
}

const asking = (owner: string, extend = false) => ({
  owner,
  messages: 10,
  leaseUntilMs: 2_000_000,
  extend,
  isDue: true,
  accepted: 0,
});

describe('a lane that yields', () => {
  it('borrows the reserved slot for one message at a time, and has it as its own when another is free', async () => {
    const { lane, slots } = site();
    const bulk = lane('yields');
    for (const owner of ['a', 'b', 'c', 'd']) {
      expect(await bulk.acquire('site', asking(owner))).toMatchObject({ kind: 'granted', messages: 10 });
    }
    const lent = await bulk.acquire('site', asking('e'));
    expect(lent).toMatchObject({ kind: 'granted', messages: 1 });
    expect(await bulk.acquire('site', asking('e', true))).toMatchObject({ kind: 'granted', messages: 1 });
    expect(await bulk.acquire('site', asking('f'))).toMatchObject({ kind: 'refused', reason: 'slots' });

    const first = await bulk.acquire('site', asking('a', true));
    if (first.kind !== 'granted' || lent.kind !== 'granted') throw new Error('refused');
    await bulk.release('site', 'a', feedback(first, null));
    expect(await bulk.acquire('site', asking('e', true))).toMatchObject({ kind: 'granted', messages: 10 });
    expect(slots().toSorted()).toEqual(['b', 'c', 'd', 'e']);
    await bulk.release('site', 'e', feedback(lent, null));
    expect(slots().toSorted()).toEqual(['b', 'c', 'd']);
  });

  it('leaves the borrowed slot to urgent mail that waits, and opens nothing until that is gone', async () => {
    const { lane, time, slots } = site();
    const [bulk, urgent] = [lane('yields'), lane('urgent')];
    const grants = [];
    for (const owner of ['a', 'b', 'c', 'd', 'e']) grants.push(await bulk.acquire('site', asking(owner)));
    const refused = await urgent.acquire('site', asking('u'));
    expect(refused).toMatchObject({ kind: 'refused', reason: 'slots' });
    expect(refused.kind === 'refused' && refused.lookAfterMs).toBeLessThan(1_000);

    const [, , , , lent] = grants;
    if (lent?.kind !== 'granted') throw new Error('refused');
    expect(await bulk.acquire('site', asking('e', true))).toMatchObject({ kind: 'refused', reason: 'over-limit' });
    await bulk.release('site', 'e', feedback(lent, null));
    expect(await bulk.acquire('site', asking('f'))).toMatchObject({ kind: 'refused', reason: 'slots' });
    // Those that hold slots of their own go on.
    expect(await bulk.acquire('site', asking('a', true))).toMatchObject({ kind: 'granted' });
    expect(await urgent.acquire('site', asking('u'))).toMatchObject({ kind: 'granted', messages: 10 });
    expect(slots()).toHaveLength(5);

    time.nowMs += 3_000;
    if (grants[0]?.kind !== 'granted') throw new Error('refused');
    await bulk.release('site', 'a', feedback(grants[0], null));
    expect(await bulk.acquire('site', asking('f'))).toMatchObject({ kind: 'granted' });
  });

  it('costs urgent mail that finds its slot free one write', async () => {
    const { lane, counts } = site();
    const urgent = lane('urgent');
    await urgent.acquire('site', asking('u'));
    counts.written = 0;
    counts.reads = 0;
    counts.refused = 0;
    expect(await urgent.acquire('site', asking('v'))).toMatchObject({ kind: 'granted' });
    expect(counts).toEqual({ reads: 0, written: 1, refused: 0 });
  });

  it('leaves a rate so that urgent mail starts within the longest wait', async () => {
    const { lane, time, states } = site({ intervalUs: 170_000 });
    const [bulk, urgent] = [lane('yields'), lane('urgent')];
    for (const owner of ['a', 'b', 'c', 'd']) await bulk.acquire('site', asking(owner));
    const refused = await bulk.acquire('site', asking('a', true));
    expect(refused).toMatchObject({ kind: 'refused', reason: 'rate' });
    expect((states.get('mx#site')?.tatUs ?? 0) / 1000 - time.nowMs).toBeLessThanOrEqual(2_000);
    const grant = await urgent.acquire('site', asking('u'));
    if (grant.kind !== 'granted') throw new Error(grant.reason);
    expect(grant.startAtMs - time.nowMs).toBeLessThanOrEqual(2_000);
  });

  it('goes on while urgent mail has a far appointment', async () => {
    const { lane, states } = site();
    const known = states.get('mx#site');
    if (!known) throw new Error('there is a site');
    states.set('mx#site', { ...known, urgentNextMs: 1_000_000 + 4 * 3_600_000 });
    expect(await lane('yields').acquire('site', asking('a'))).toMatchObject({ kind: 'granted' });
  });

  it('finds as many connections as a told rate needs', async () => {
    const { store, states } = createMemoryBucketStore();
    const buckets = createBuckets(
      store,
      'mx',
      () => ({ maxSlots: 20, intervalUs: 10_000, messagesPerConnection: 100 }),
      { now: () => nowMs },
      () => 0.5,
      'yields',
    );
    let nowMs = 1_000_000;
    // 100 messages a second of 200 ms each keep 20 connections busy.
    for (let round = 0; round < 30; round++) {
      const held = [];
      for (let nth = 0; nth < 20; nth++) {
        nowMs += 100;
        const grant = await buckets.acquire('site', asking(`r${round}n${nth}`));
        if (grant.kind === 'granted') held.push({ owner: `r${round}n${nth}`, grant });
      }
      for (const { owner, grant } of held) await buckets.release('site', owner, feedback(grant, null));
    }
    expect(states.get('mx#site')?.law.slotLimit).toBe(20);
  });

  it('reserves nothing where no lane is urgent', async () => {
    const { lane } = site();
    const bulk = lane('none');
    for (const owner of ['a', 'b', 'c', 'd', 'e']) {
      expect(await bulk.acquire('site', asking(owner))).toMatchObject({ kind: 'granted', messages: 10 });
    }
  });
});

it('urgent mail is granted a slot under a rate, though bulk mail holds as many as the rate needs', async () => {
  const { lane, time, states } = site({ maxSlots: 20, intervalUs: 100_000 });
  const known = initialState(0);
  states.set('mx#site', { ...known, law: { ...known.law, slotLimit: 20 } });
  const bulk = lane('yields');
  const answers: string[] = [];
  for (let nth = 0; nth < 12; nth++) {
    time.nowMs += 1_500;
    answers.push((await bulk.acquire('site', asking(`bulk${nth}`))).kind);
  }
  expect(answers.at(-1)).toBe('refused');
  expect(await lane('urgent').acquire('site', asking('urgent'))).toMatchObject({ kind: 'granted' });
});
