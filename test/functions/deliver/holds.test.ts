import { describe, expect, it } from 'vitest';
import { createHolds } from '#shared/bucket/hold.ts';
import { createMemoryHoldStore } from '#test/support/memory-hold-store.ts';
import { startScriptedServer } from '#test/support/scripted-smtp.ts';
import { copyFor, createHarness } from './harness.ts';

const notVerified = '554 Message rejected: Email address is not verified.';
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('a refusal of a From-domain’s authentication', () => {
  const copiesOf = (fromDomain: string, count: number, to: string) =>
    Array.from({ length: count }, (_, nth) => copyFor(`${fromDomain}${nth}@${to}`, { fromDomain }));

  it('holds the mail of that domain to that site, of this batch and of the next, and nobody else’s', async () => {
    await using server = await startScriptedServer({ dot: (message) => (message === 1 ? notVerified : '250 ok') });
    const harness = createHarness({ 'a.test': server.port }, { maxSessions: 1 });
    const bad = copiesOf('bad.test', 5, 'a.test');
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
    const before = harness.buckets.counts.written;
    await harness.run([late]);
    expect(harness.ledger.records.has(late.id)).toBe(false);
    expect(harness.sent.ready).toHaveLength(5);
    // It was found out before anything was asked of the site's bucket.
    expect(harness.buckets.counts.written).toBe(before);
  });

  it('of one site holds no mail to another, until a second site says so too', async () => {
    await using liar = await startScriptedServer({ dot: () => notVerified });
    let isTaken = true;
    await using honest = await startScriptedServer({ dot: () => (isTaken ? '250 ok' : notVerified) });
    await using third = await startScriptedServer({});
    const harness = createHarness(
      { 'liar.test': liar.port, 'honest.test': honest.port, 'third.test': third.port },
      { maxSessions: 1 },
    );
    await harness.run([...copiesOf('news.test', 3, 'liar.test'), ...copiesOf('news.test', 5, 'honest.test')]);
    expect([liar.messages.length, honest.messages.length]).toEqual([1, 5]);
    await harness.run([...copiesOf('more.test', 3, 'liar.test'), ...copiesOf('more.test', 5, 'honest.test')]);
    expect([liar.messages.length, honest.messages.length]).toEqual([2, 10]);
    isTaken = false;
    // The second to say so stops the mail to a third.
    await harness.run(copiesOf('news.test', 1, 'honest.test').map((copy) => ({ ...copy, id: `${copy.id}2` })));
    expect(honest.messages).toHaveLength(11);
    await harness.run([...copiesOf('news.test', 4, 'third.test'), ...copiesOf('other.test', 2, 'third.test')]);
    expect(third.messages).toHaveLength(2);
  });
});

describe('holds', () => {
  const two = (store = createMemoryHoldStore()) => {
    const time = { nowMs: 0 };
    const [one, other] = [0, 1].map(() => createHolds(store, { now: () => time.nowMs }, log));
    if (!one || !other) throw new Error('two');
    return { time, one, other };
  };

  it('are one for many victims of one cause, and twice as long when the cause is still there', async () => {
    const { time, one, other } = two();
    await one.hold('bad.test', 'a', '550 5.7.26 unauthenticated', 0);
    expect(await other.of('bad.test', 'a')).toMatchObject({ untilMs: 900_000, reason: '550 5.7.26 unauthenticated' });
    time.nowMs = 5_000;
    await other.hold('bad.test', 'a', 'an echo', 0);
    expect((await one.of('bad.test', 'a'))?.untilMs).toBe(900_000);
    time.nowMs = 900_000;
    expect(await one.of('bad.test', 'a')).toBeNull();
    await one.hold('bad.test', 'a', 'again', 0);
    expect(await one.of('bad.test', 'a')).toMatchObject({ untilMs: 900_000 + 1_800_000, reason: 'again' });
    // Long after its end it is forgotten.
    time.nowMs = 900_000 + 1_800_000 * 3;
    await other.hold('bad.test', 'a', 'much later', 0);
    expect(await other.of('bad.test', 'a')).toMatchObject({ lengthMs: 900_000 });
    expect(await one.of('good.test', 'a')).toBeNull();
  });

  it('of two sites hold everywhere, for as long as both are in force', async () => {
    const { time, one, other } = two();
    await one.hold('bad.test', 'a', 'says a', 4 * 3_600_000);
    expect(await one.of('bad.test', 'c')).toBeNull();
    time.nowMs = 1_000;
    await other.hold('bad.test', 'b', 'says b', 0);
    time.nowMs = 16_000;
    const everywhere = { site: 'b', untilMs: 901_000 };
    expect(await one.of('bad.test', 'c')).toMatchObject(everywhere);
    expect(await one.of('bad.test', 'b')).toMatchObject(everywhere);
    expect(await one.of('bad.test', 'a')).toMatchObject({ site: 'a', untilMs: 4 * 3_600_000 });
    time.nowMs = 901_000;
    expect(await one.of('bad.test', 'c')).toBeNull();
    expect(await one.of('bad.test', 'b')).toBeNull();
    expect(await one.of('bad.test', 'a')).toMatchObject({ site: 'a' });
  });

  it('of one site alone, however often and long it says so, hold no mail to another', async () => {
    const { time, one, other } = two();
    for (let nth = 0; nth < 50; nth++) {
      await one.hold('news.test', 'liar', 'no', 4 * 3_600_000);
      expect(await one.of('news.test', 'liar')).not.toBeNull();
      for (const site of ['a', 'b', '']) expect(await other.of('news.test', site)).toBeNull();
      time.nowMs += 4 * 3_600_000;
    }
  });

  it('of sites that said nothing for long are dropped', async () => {
    const store = createMemoryHoldStore();
    const { time, one } = two(store);
    for (let nth = 0; nth < 100; nth++) {
      await one.hold('bad.test', `site${nth}`, 'no', 0);
      time.nowMs += 1_000_000;
    }
    expect((await store.read('bad.test')).length).toBeLessThanOrEqual(2);
  });

  it('are read once for a whole batch', async () => {
    let reads = 0;
    const store = { ...createMemoryHoldStore(), read: async () => (reads++, []) };
    const holds = createHolds(store, { now: () => 0 }, log);
    await Promise.all(Array.from({ length: 600 }, (_, nth) => holds.of('a.test', `site${nth}`)));
    expect(reads).toBe(1);
  });

  it('hold nothing up where they cannot be read, and do not stop a booking where they cannot be written', async () => {
    const broken = {
      read: () => Promise.reject(new Error('no table')),
      set: () => Promise.reject(new Error('no table')),
    };
    const holds = createHolds(broken, { now: () => 0 }, log);
    expect(await holds.of('a.test', 'a')).toBeNull();
    await holds.hold('a.test', 'a', 'no', 0);
  });
});
