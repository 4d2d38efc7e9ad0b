import { describe, expect, it } from 'vitest';
import { createBuckets } from '#shared/bucket/bucket.ts';
import { egressLimits } from '#shared/bucket/egress-limits.ts';
import type { Urgency } from '#shared/bucket/urgency.ts';
import { createEgressPass, type Soon } from '#functions/deliver/egress-pass.ts';
import { createMemoryBucketStore } from '#test/support/memory-bucket-store.ts';
import { createHarness } from './harness.ts';

const key = 'local#*';

/** An egress of 20 messages a second, in a time that goes on when somebody waits. */
function egress() {
  const limits = egressLimits({ rate: '20/s' }, undefined, 10);
  const { deps } = createHarness({}, {}, limits);
  const time = { nowMs: 1_000_000 };
  const clock = {
    now: () => time.nowMs,
    sleep: async (ms: number) => {
      time.nowMs += Math.max(0, ms);
    },
  };
  const { store, states, writes } = createMemoryBucketStore();
  const enter = (urgency: Urgency = 'none') => {
    const buckets = createBuckets(
      store,
      'local',
      () => limits,
      clock,
      () => 0.5,
      urgency,
    );
    const pass = createEgressPass(100, true, { deadlineMs: 2_000_000 }, { ...deps, buckets, clock });
    return {
      ...pass,
      /** Asks to start one message; when it did. */
      async startsMs(soon: Partial<Soon> = {}): Promise<number> {
        const place = await pass.start({ messages: 100, everyMs: 50, untilMs: Infinity, ...soon });
        expect(place).toMatchObject({ kind: 'place' });
        return time.nowMs;
      },
    };
  };
  return {
    enter,
    time,
    tatMs: () => (states.get(key)?.tatUs ?? 0) / 1000,
    setTat(atMs: number) {
      const state = states.get(key);
      if (!state) throw new Error('nobody entered');
      states.set(key, { ...state, tatUs: atMs * 1000 });
    },
    writes: () => writes.get(key),
  };
}

describe('the rate of an egress in total', () => {
  it('spaces the messages of all sites, a write for what starts within a second', async () => {
    const { enter, writes } = egress();
    const pass = enter();
    const startsMs: number[] = [];
    for (let nth = 0; nth < 100; nth++) startsMs.push(await pass.startsMs());
    await pass.leave();
    const [first = 0] = startsMs;
    expect(startsMs.map((atMs) => Math.round(atMs - first))).toEqual(startsMs.map((_, nth) => nth * 50));
    // To enter, for 21 messages each but the last, and to leave.
    expect(writes()).toBe(7);
  });

  it('is not taken by who enters, nor for messages that their site does not let start soon', async () => {
    const { enter, tatMs } = egress();
    const pass = enter();
    expect(await pass.enter()).toBeNull();
    const enteredMs = tatMs();
    const startedMs = await pass.startsMs({ everyMs: 400 });
    expect(Math.max(enteredMs, startedMs) + 3 * 50).toBe(tatMs());
  });

  it('is asked for once by all who wait for it', async () => {
    const { enter, writes } = egress();
    const pass = enter();
    await Promise.all(Array.from({ length: 10 }, () => pass.startsMs({ messages: 1 })));
    expect(writes()).toBe(2);
  });

  it('loses a place that nobody took within a second, lest it bunch with others', async () => {
    const { enter, time, tatMs } = egress();
    const pass = enter();
    await pass.startsMs({ messages: 20 });
    const aheadMs = tatMs();
    time.nowMs += 10_000;
    const lateMs = await pass.startsMs({ messages: 20 });
    expect(await pass.startsMs({ messages: 20 })).toBe(lateMs + 50);
    expect(tatMs()).toBeGreaterThan(aheadMs + 9_000);
  });

  it('leaves a place that comes too late for one to the next', async () => {
    const { enter, time } = egress();
    const pass = enter();
    for (let nth = 0; nth < 3; nth++) await pass.startsMs();
    expect(await pass.start({ messages: 1, everyMs: 50, untilMs: time.nowMs + 10 })).toBeNull();
    const beforeMs = time.nowMs;
    expect(await pass.startsMs()).toBe(beforeMs + 50);
  });

  it('gives a place that was given back to another', async () => {
    const { enter } = egress();
    const pass = enter();
    const place = await pass.start({ messages: 2, everyMs: 50, untilMs: Infinity });
    if (place?.kind !== 'place') throw new Error('an idle egress has a place');
    pass.giveBack(place);
    expect(await pass.start({ messages: 2, everyMs: 50, untilMs: Infinity })).toBe(place);
  });

  it('lets an urgent lane in at once, while others wait until those that are in leave some of it', async () => {
    const { enter, time, tatMs, setTat } = egress();
    await enter('yields').enter();
    // As far ahead as lanes that yield move it.
    const usedUpMs = time.nowMs + 1_000;
    setTat(usedUpMs);
    const urgent = enter('urgent');
    const cameMs = time.nowMs;
    await urgent.enter();
    expect(time.nowMs).toBe(cameMs);
    expect(await urgent.startsMs({ messages: 1 })).toBe(usedUpMs);
    setTat(time.nowMs + 1_000);
    await enter('yields').enter();
    expect(tatMs() - time.nowMs).toBeLessThanOrEqual(250);
  });
});
