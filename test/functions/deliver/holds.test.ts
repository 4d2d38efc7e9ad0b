import { describe, expect, it } from 'vitest';
import { createHolds, type Hold } from '#shared/bucket/hold.ts';
import { createMemoryHoldStore } from '#test/support/memory-hold-store.ts';
import { startScriptedServer } from '#test/support/scripted-smtp.ts';
import { copyFor, createHarness } from './harness.ts';

const notVerified = '554 Message rejected: Email address is not verified.';
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('a refusal of a From-domain’s authentication', () => {
  it('holds the mail of that domain, of this batch and of the next, and nobody else’s', async () => {
    await using server = await startScriptedServer({ dot: (message) => (message === 1 ? notVerified : '250 ok') });
    const harness = createHarness({ 'a.test': server.port }, { maxSessions: 1 });
    const bad = Array.from({ length: 5 }, (_, nth) => copyFor(`bad${nth}@a.test`, { fromDomain: 'bad.test' }));
    const good = Array.from({ length: 3 }, (_, nth) => copyFor(`good${nth}@a.test`));
    expect(await harness.run([...bad, ...good])).toEqual([...bad, ...good].map(() => ({ kind: 'ack' })));
    expect(server.messages).toHaveLength(4);
    expect(good.map(harness.stateOf)).toEqual(['delivered', 'delivered', 'delivered']);
    // One attempt was made; the others wait unattempted until after the hold.
    expect(harness.sent.retry).toHaveLength(1);
    expect(harness.sent.ready.map(({ copy }) => [copy.fromDomain, copy.attempts])).toEqual(
      bad.slice(1).map(() => ['bad.test', 0]),
    );
    expect(harness.sent.ready.every(({ delaySeconds }) => delaySeconds === 900)).toBe(true);
    // The site has done nothing.
    expect([...harness.buckets.states.values()][0]?.law.mode).toBe('open');

    const late = copyFor('late@a.test', { fromDomain: 'bad.test' });
    await harness.run([late]);
    expect(harness.ledger.records.has(late.id)).toBe(false);
    expect(harness.sent.ready).toHaveLength(5);
  });
});

describe('holds', () => {
  it('are one for many victims of one cause, and twice as long when the cause is still there', async () => {
    const store = createMemoryHoldStore();
    let nowMs = 0;
    const [one, other] = [0, 1].map(() => createHolds(store, { now: () => nowMs }, log));
    if (!one || !other) throw new Error('two');
    await one.hold('bad.test', '550 5.7.26 unauthenticated', 0);
    const first = (await other.of('bad.test')) as Hold;
    expect(first).toMatchObject({ untilMs: 900_000, reason: '550 5.7.26 unauthenticated' });
    nowMs = 5_000;
    await other.hold('bad.test', 'an echo', 0);
    expect((await one.of('bad.test'))?.untilMs).toBe(900_000);
    nowMs = 900_000;
    expect(await one.of('bad.test')).toBeNull();
    await one.hold('bad.test', 'again', 0);
    expect(await one.of('bad.test')).toMatchObject({ untilMs: 900_000 + 1_800_000, reason: 'again' });
    // Long after its end it is forgotten.
    nowMs = 900_000 + 1_800_000 * 3;
    await other.hold('bad.test', 'much later', 0);
    expect(await other.of('bad.test')).toMatchObject({ lengthMs: 900_000 });
    expect(await one.of('good.test')).toBeNull();
  });

  it('are read once for a whole batch', async () => {
    let reads = 0;
    const store = { ...createMemoryHoldStore(), read: async () => (reads++, null) };
    const holds = createHolds(store, { now: () => 0 }, log);
    await Promise.all(Array.from({ length: 600 }, () => holds.of('a.test')));
    expect(reads).toBe(1);
  });

  it('hold nothing up where they cannot be read, and do not stop a booking where they cannot be written', async () => {
    const broken = {
      read: () => Promise.reject(new Error('no table')),
      set: () => Promise.reject(new Error('no table')),
    };
    const holds = createHolds(broken, { now: () => 0 }, log);
    expect(await holds.of('a.test')).toBeNull();
    await holds.hold('a.test', 'no', 0);
  });
});
