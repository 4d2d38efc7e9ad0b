import { describe, expect, it } from 'vitest';
import { createEgressStop } from '#shared/bucket/egress-stop.ts';
import { trialMs } from '#shared/bucket/word-hold.ts';
import { createMemoryEgressStops } from '#test/support/memory-egress-stops.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const hourMs = 3_600_000;
const word = (site: string) => ({ site, isSure: false, reason: '550 no PTR', atLeastMs: hourMs });

function fleet(senders: number) {
  const store = createMemoryEgressStops();
  const time = { ms: 0 };
  let reads = 0;
  const counted = { ...store, read: (egress: string) => (reads++, store.read(egress)) };
  const all = Array.from({ length: senders }, () => createEgressStop(counted, 'main', { now: () => time.ms }, log));
  return { store, time, all, reads: () => reads };
}

describe('the stop of an egress', () => {
  it('is seen by all senders within 15 s, at one read each', async () => {
    const { time, all, reads } = fleet(3);
    const waits = () => Promise.all(all.flatMap((stop) => ['m1', 'm2', 'm3'].map((id) => stop.waitsUntil(id))));
    expect(new Set(await waits())).toEqual(new Set([null]));
    expect(reads()).toBe(3);
    expect(await all[0]?.hear(word('a'))).toBe(false);
    expect(await all[0]?.hear(word('b'))).toBe(true);
    time.ms = 15_000;
    expect(new Set(await waits())).toEqual(new Set([hourMs]));
    // One of them knew.
    expect(reads()).toBe(6);
    expect(await all[2]?.untilMs()).toBe(hourMs);
  });

  it('is tried by one message of all senders when its time has passed, and over for all when that passes', async () => {
    const { time, all, store } = fleet(3);
    await all[0]?.hear(word('a'));
    await all[0]?.hear(word('b'));
    time.ms = hourMs;
    const ids = ['m1', 'm2', 'm3'];
    const ask = async () =>
      (
        await Promise.all(
          all.flatMap((stop, nth) =>
            ids.map(async (id) => ({ stop, id: `${nth}${id}`, wait: await stop.waitsUntil(`${nth}${id}`) })),
          ),
        )
      ).filter(({ wait }) => wait === null);
    const [trial, ...more] = await ask();
    expect(more).toEqual([]);
    // It is asked for again before it is sent.
    expect(await trial?.stop.waitsUntil(trial.id)).toBeNull();
    for (const stop of all) await stop.passed('somebody else');
    expect(store.stops.get('main')?.untilMs).toBe(hourMs + trialMs);
    await trial?.stop.passed(trial.id);
    time.ms += 15_000;
    expect(await ask()).toHaveLength(9);
  });

  it('goes on when the message that tries is refused', async () => {
    const { time, all } = fleet(2);
    const [one, other] = all;
    await one?.hear(word('a'));
    await one?.hear(word('b'));
    time.ms = hourMs;
    expect(await one?.waitsUntil('trial')).toBeNull();
    expect(await one?.hear(word('c'))).toBe(false);
    expect(await one?.waitsUntil('trial')).toBe(3 * hourMs);
    expect(await other?.waitsUntil('another')).toBe(3 * hourMs);
  });

  it('is tried by another message, of whatever sender, where the first one is not heard of', async () => {
    const { time, all } = fleet(1);
    await all[0]?.hear({ ...word('a'), isSure: true });
    time.ms = hourMs;
    expect(await all[0]?.waitsUntil('lost')).toBeNull();
    expect(await all[0]?.waitsUntil('next')).toBe(hourMs + trialMs);
    time.ms = hourMs + trialMs;
    expect(await all[0]?.waitsUntil('next')).toBeNull();
    expect(await all[0]?.waitsUntil('third')).toBe(hourMs + 2 * trialMs);
  });

  it('is over when somebody takes it away', async () => {
    const { time, all, store } = fleet(1);
    await all[0]?.hear({ ...word('a'), isSure: true });
    store.stops.delete('main');
    time.ms = 15_000;
    expect(await all[0]?.waitsUntil('m1')).toBeNull();
  });

  it('holds nothing up where it cannot be read, and stops no booking where it cannot be written', async () => {
    const broken = {
      read: () => Promise.reject(new Error('no table')),
      change: () => Promise.reject(new Error('no table')),
    };
    const stop = createEgressStop(broken, 'main', { now: () => 0 }, log);
    expect(await stop.waitsUntil('m1')).toBeNull();
    expect(await stop.hear({ ...word('a'), isSure: true })).toBe(false);
    await stop.passed('m1');
  });
});
