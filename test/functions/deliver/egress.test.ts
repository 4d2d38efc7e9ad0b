import { describe, expect, it } from 'vitest';
import { createBuckets } from '#shared/bucket/bucket.ts';
import { egressLimits } from '#shared/bucket/egress-limits.ts';
import { nothingSeen } from '#shared/bucket/feedback.ts';
import { createMemoryBucketStore } from '#test/support/memory-bucket-store.ts';
import { startScriptedServer } from '#test/support/scripted-smtp.ts';
import { copyFor, createHarness } from './harness.ts';

const copiesFor = (count: number, ...domains: string[]) =>
  Array.from({ length: count }, (_, nth) => copyFor(`user${nth}@${domains[nth % domains.length]}`));
const endOfDay = Date.now() + 3_600_000;

describe('an egress with a cap in total', () => {
  it('is entered once an invocation, whatever the number of sites, and left', async () => {
    await using server = await startScriptedServer({});
    const harness = createHarness(
      { 'a.test': server.port, 'b.test': server.port, 'c.test': server.port },
      { maxSessions: 4 },
      egressLimits({ connections: 8 }, undefined, 4),
    );
    const copies = copiesFor(30, 'a.test', 'b.test', 'c.test');
    await harness.run(copies);
    expect(server.messages).toHaveLength(30);
    const total = harness.buckets.states.get('local#*');
    expect(total?.slots).toEqual({});
    expect(harness.buckets.writes.get('local#*')).toBe(2);
  });

  it('lets no more invocations in than its connections allow, and sends the others round', async () => {
    await using server = await startScriptedServer({});
    const harness = createHarness(
      { 'a.test': server.port },
      { maxSessions: 4 },
      egressLimits({ connections: 5 }, undefined, 4),
    );
    const { buckets } = harness.deps;
    const request = {
      owner: 'else',
      messages: 1,
      leaseUntilMs: Date.now() + 60_000,
      extend: false,
      isDue: true,
      accepted: 0,
    };
    expect(await buckets.acquire('*', request)).toMatchObject({ kind: 'granted' });
    const copies = copiesFor(5, 'a.test');
    expect(await harness.run(copies)).toEqual(copies.map(() => ({ kind: 'ack' })));
    expect(server.commands).toEqual([]);
    expect(harness.sent.ready.map(({ copy }) => copy.hops)).toEqual([1, 1, 1, 1, 1]);
    // Whatever was taken of the site on the way was given back.
    expect(harness.buckets.states.get('local#a.test')?.slots ?? {}).toEqual({});
  });

  it('sends what the day has left, whatever the site, and the rest the next day', async () => {
    await using server = await startScriptedServer({});
    const day = { day: 20_261_124, messages: 7, endsAtMs: endOfDay };
    const harness = createHarness({ 'a.test': server.port, 'b.test': server.port }, {}, egressLimits({}, day, 10));
    const copies = copiesFor(20, 'a.test', 'b.test');
    expect(await harness.run(copies)).toEqual(copies.map(() => ({ kind: 'ack' })));
    expect(server.messages).toHaveLength(7);
    expect(harness.sent.ready).toHaveLength(13);
    expect(harness.sent.ready.every(({ copy, delaySeconds }) => copy.attempts === 0 && delaySeconds === 900)).toBe(
      true,
    );
    for (const [key, state] of harness.buckets.states) expect([key, state.slots]).toEqual([key, {}]);
  });

  it('enters and leaves with two writes where lanes yield, too, and is left where a site fails', async () => {
    await using server = await startScriptedServer({});
    const harness = createHarness(
      { 'a.test': server.port, 'b.test': server.port },
      { maxSessions: 4 },
      egressLimits({ connections: 4 }, undefined, 4),
      'yields',
    );
    const { buckets } = harness.deps;
    let refusals = 0;
    const using = {
      ...harness.deps,
      buckets: {
        ...buckets,
        acquire: (site: string, request: Parameters<typeof buckets.acquire>[1]) => {
          if (site !== 'a.test' || refusals++ > 0) return buckets.acquire(site, request);
          return Promise.reject(new Error('throttled'));
        },
      },
    };
    const copies = copiesFor(20, 'a.test', 'b.test');
    expect(await harness.run(copies, { using })).toHaveLength(20);
    expect(harness.buckets.writes.get('local#*')).toBe(2);
    for (const [key, state] of harness.buckets.states) expect([key, state.slots]).toEqual([key, {}]);
    // What the fault kept from being sent comes back, not at once.
    expect(server.messages.length + harness.sent.ready.length).toBe(20);
    expect(harness.sent.ready.every(({ delaySeconds }) => delaySeconds > 0)).toBe(true);
  });

  it('counts a message for its day only when it is sent, whatever the site’s own rate makes of its time', async () => {
    await using server = await startScriptedServer({});
    const day = { day: 20_261_124, messages: 1_000, endsAtMs: endOfDay };
    const domains = ['a.test', 'b.test', 'c.test', 'd.test'];
    const harness = createHarness(
      Object.fromEntries(domains.map((domain) => [domain, server.port])),
      { limits: Object.fromEntries(domains.map((domain) => [domain, { connections: 2, rate: '100/s' }])) },
      egressLimits({ rate: '10/s' }, day, 10),
    );
    await harness.run(copiesFor(200, ...domains), { leftMs: 9_000 });
    const sent = server.messages.length;
    expect(sent).toBeGreaterThan(0);
    expect(harness.buckets.states.get('local#*')?.dayMessages).toBe(sent);
  }, 30_000);

  it('gives back what the sites did not take of its day once, though the answer to that was lost', async () => {
    const limits = egressLimits({}, { day: 20_261_124, messages: 1_000, endsAtMs: endOfDay }, 10);
    const { store, states } = createMemoryBucketStore();
    const repeating = {
      ...store,
      write: async (...call: Parameters<typeof store.write>) => {
        await store.write(...call);
        return store.write(...call);
      },
    };
    const once = createBuckets(
      store,
      'local',
      () => limits,
      { now: () => 0 },
      () => 0.5,
    );
    const twice = createBuckets(
      repeating,
      'local',
      () => limits,
      { now: () => 0 },
      () => 0.5,
    );
    const request = { owner: 'a', messages: 600, leaseUntilMs: 1_000, extend: false, isDue: true, accepted: 0 };
    const grant = await once.acquire('*', request);
    if (grant.kind !== 'granted') throw new Error('refused');
    await twice.release('*', 'a', nothingSeen(grant, 550));
    expect(states.get('local#*')).toMatchObject({ dayMessages: 50, slots: {} });
  });

  it('gives back what the sites did not take of its day', async () => {
    await using server = await startScriptedServer({ greeting: { say: '421 4.3.2 not now', then: 'close' } });
    const day = { day: 20_261_124, messages: 50, endsAtMs: endOfDay };
    const harness = createHarness({ 'a.test': server.port }, {}, egressLimits({}, day, 10));
    await harness.run(copiesFor(20, 'a.test'));
    expect(harness.buckets.states.get('local#*')?.dayMessages).toBe(0);
  });
});
