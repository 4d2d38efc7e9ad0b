import { describe, expect, it } from 'vitest';
import { startScriptedServer } from '#test/support/scripted-smtp.ts';
import { copyFor, createHarness } from './harness.ts';

const outcomes = (events: readonly { sluice: { outcome: string } }[]) => events.map(({ sluice }) => sluice.outcome);

describe('deliver', () => {
  it('delivers a batch, books it, tells it, and leaves no slot taken', async () => {
    await using server = await startScriptedServer({});
    const harness = createHarness({ 'open.test': server.port });
    const copies = Array.from({ length: 25 }, (_, index) => copyFor(`user${index}@open.test`));
    expect(await harness.run(copies)).toEqual(copies.map(() => ({ kind: 'ack' })));
    expect(server.messages).toHaveLength(25);
    expect([...harness.ledger.records.values()].every(({ state }) => state === 'delivered')).toBe(true);
    expect(outcomes(harness.events)).toEqual(copies.map(() => 'delivered'));
    expect([...harness.buckets.states.values()][0]?.slots).toEqual({});
  });

  it('defers what is refused for now: the next generation is queued, late, before it is booked', async () => {
    await using server = await startScriptedServer({ rcpt: () => '451 4.3.0 lookup failed' });
    const harness = createHarness({ 'a.test': server.port });
    const copy = copyFor('user@a.test');
    const settled: number[] = [];
    const settle = harness.deps.ledger.settle;
    const using = {
      ...harness.deps,
      ledger: {
        ...harness.deps.ledger,
        settle: (...args: Parameters<typeof settle>) => {
          settled.push(harness.sent.retry.length);
          return settle(...args);
        },
      },
    };
    expect(await harness.run([copy], { using })).toEqual([{ kind: 'ack' }]);
    expect(settled).toEqual([1]);
    expect(harness.sent.retry[0]).toMatchObject({
      copy: { id: copy.id, generation: 2, attempts: 1 },
      delaySeconds: 45,
    });
    expect(harness.ledger.records.get(copy.id)).toMatchObject({ state: 'waiting', generation: 2, doubts: 0 });
    expect(outcomes(harness.events)).toEqual(['deferred']);
  });

  it('bounces what is refused for good, at RCPT without a claim and after the dot with one', async () => {
    await using server = await startScriptedServer({
      rcpt: (message) => (message === 1 ? '550 5.1.1 no such user' : '250 ok'),
      dot: () => '554 5.7.1 spam',
    });
    const harness = createHarness({ 'a.test': server.port }, { maxSessions: 1 });
    const copies = [copyFor('one@a.test'), copyFor('two@a.test')];
    await harness.run(copies);
    expect(copies.map(harness.stateOf)).toEqual(['bounced', 'bounced']);
    expect(harness.events.map((event) => event.bounce?.bouncedRecipients[0]?.status)).toEqual(['5.1.1', '5.7.1']);
  });

  it('lets a 421 at the banner cost one deferral a connection; the rest of the batch comes back for our own limits', async () => {
    await using server = await startScriptedServer({
      greeting: { say: '421 4.7.0 too many connections', then: 'close' },
    });
    const harness = createHarness({ 'a.test': server.port });
    const copies = Array.from({ length: 30 }, (_, index) => copyFor(`user${index}@a.test`));
    expect(await harness.run(copies)).toEqual(copies.map(() => ({ kind: 'ack' })));
    // A site that was never met is tried with two connections, and with a probe or two in place.
    expect(harness.sent.retry.length).toBeLessThanOrEqual(4);
    expect(harness.sent.retry.length + harness.sent.ready.length).toBe(30);
    expect(
      harness.sent.ready.every(({ copy }) => copy.generation === 1 && copy.attempts === 0 && copy.hops === 1),
    ).toBe(true);
  });

  it('does not blame the site for one bad recipient', async () => {
    await using server = await startScriptedServer({ rcpt: () => '452 4.2.2 mailbox full' });
    const harness = createHarness({ 'a.test': server.port });
    await harness.run([copyFor('user@a.test')]);
    expect([...harness.buckets.states.values()][0]).toMatchObject({
      blockedUntilMs: 0,
      law: { mode: 'open', taughtBy: null },
    });
  });

  it('names a doubt where the reply to the dot was never read, and sends again', async () => {
    await using server = await startScriptedServer({ dot: () => ({ then: 'close' }) });
    const harness = createHarness({ 'a.test': server.port });
    const copy = copyFor('user@a.test');
    await harness.run([copy]);
    expect(server.messages).toHaveLength(1);
    expect(harness.ledger.records.get(copy.id)).toMatchObject({ state: 'waiting', generation: 2, doubts: 1 });
    expect(harness.sent.retry).toHaveLength(1);
  });

  it('holds what is in doubt where the lane says so', async () => {
    await using server = await startScriptedServer({ dot: () => ({ then: 'reset' }) });
    const harness = createHarness({ 'a.test': server.port }, { doubtPolicy: 'hold' });
    const copy = copyFor('user@a.test');
    expect(await harness.run([copy])).toEqual([{ kind: 'ack' }]);
    expect(harness.ledger.records.get(copy.id)).toMatchObject({ state: 'in-doubt', doubts: 1 });
    expect(harness.sent.retry).toHaveLength(0);
  });

  it('names no doubt where the connection was lost before the dot', async () => {
    await using server = await startScriptedServer({ rcpt: () => ({ then: 'reset' }) });
    const harness = createHarness({ 'a.test': server.port });
    const copy = copyFor('user@a.test');
    await harness.run([copy]);
    expect(harness.ledger.records.get(copy.id)).toMatchObject({ state: 'waiting', doubts: 0 });
  });

  it('sends one copy of a delivery that stands twice in a batch, and acks both', async () => {
    await using server = await startScriptedServer({});
    const harness = createHarness({ 'a.test': server.port });
    const copy = copyFor('user@a.test');
    expect(await harness.run([copy, copy])).toEqual([{ kind: 'ack' }, { kind: 'ack' }]);
    expect(server.messages).toHaveLength(1);
  });

  it('sends one copy when two invocations have the same one at the same time; the other gives its own back', async () => {
    await using server = await startScriptedServer({});
    const harness = createHarness({ 'a.test': server.port });
    const copy = copyFor('user@a.test');
    const ends = (await Promise.all([harness.run([copy]), harness.run([copy])])).flat();
    expect(server.messages).toHaveLength(1);
    expect(ends.map(({ kind }) => kind).sort()).toContain('ack');
    expect(harness.stateOf(copy)).toBe('delivered');
  });

  it('acks a copy that is already final and tells its end again, under the same event id', async () => {
    await using server = await startScriptedServer({});
    const harness = createHarness({ 'a.test': server.port });
    const copy = copyFor('user@a.test');
    await harness.run([copy]);
    expect(await harness.run([copy])).toEqual([{ kind: 'ack' }]);
    expect(server.messages).toHaveLength(1);
    expect(new Set(harness.events.map(({ sluice }) => sluice.eventId)).size).toBe(1);
    expect(harness.events).toHaveLength(2);
  });

  it('acks a stale copy and gives one back that somebody is sending', async () => {
    const harness = createHarness({});
    const stale = copyFor('stale@a.test');
    const live = copyFor('live@a.test');
    const facts = { generation: 2, attempts: 1, lane: 'bulk', site: 'a.test', acceptedAtMs: 0, notes: [] };
    const untilMs = Date.now() + 60_000;
    await harness.ledger.claim({ ...facts, id: stale.id }, { owner: 'x', untilMs, nowMs: Date.now() });
    await harness.ledger.claim({ ...facts, id: live.id, generation: 1 }, { owner: 'x', untilMs, nowMs: Date.now() });
    expect(await harness.run([stale, live])).toEqual([{ kind: 'ack' }, { kind: 'give-back', visibleAtMs: untilMs }]);
  });

  it('turns a dead claim into a doubt and sends again', async () => {
    await using server = await startScriptedServer({});
    const harness = createHarness({ 'a.test': server.port });
    const copy = copyFor('user@a.test');
    const facts = { id: copy.id, generation: 1, attempts: 1, lane: 'bulk', site: 'a.test', acceptedAtMs: 0, notes: [] };
    await harness.ledger.claim(facts, { owner: 'dead', untilMs: Date.now() - 1, nowMs: Date.now() - 10 });
    expect(await harness.run([copy])).toEqual([{ kind: 'ack' }]);
    expect(harness.ledger.records.get(copy.id)).toMatchObject({ state: 'delivered', doubts: 1 });
  });

  it('expires what is past its give-up time, without a connection', async () => {
    const harness = createHarness({ 'a.test': 1 });
    const copy = copyFor('user@a.test', { expiresAtMs: Date.now() - 1 });
    expect(await harness.run([copy])).toEqual([{ kind: 'ack' }]);
    expect(harness.stateOf(copy)).toBe('expired');
    expect(harness.events[0]?.eventType).toBe('Bounce');
  });

  it('hops a copy that came before its time', async () => {
    const harness = createHarness({ 'a.test': 1 });
    const notBeforeMs = Date.now() + 3_600_000;
    expect(await harness.run([copyFor('user@a.test', { notBeforeMs })])).toEqual([{ kind: 'ack' }]);
    expect(harness.sent.ready[0]).toMatchObject({ delaySeconds: 900, copy: { notBeforeMs, hops: 1 } });
  });

  it('bounces at once for a domain that does not exist', async () => {
    const harness = createHarness({});
    const copy = copyFor('user@nowhere.test');
    await harness.run([copy]);
    expect(harness.stateOf(copy)).toBe('bounced');
  });

  it('gives a copy back when its outcome cannot be booked, or its end not be told', async () => {
    await using server = await startScriptedServer({});
    for (const broken of ['settle', 'publish'] as const) {
      const harness = createHarness({ 'a.test': server.port });
      const fail = () => Promise.reject(new Error('throttled'));
      const using =
        broken === 'settle'
          ? { ...harness.deps, ledger: { ...harness.deps.ledger, settle: fail } }
          : { ...harness.deps, events: { ...harness.deps.events, add: fail } };
      expect(await harness.run([copyFor('user@a.test')], { using })).toEqual([{ kind: 'give-back' }]);
    }
  });

  it('never acks a deferral whose successor could not be queued', async () => {
    await using server = await startScriptedServer({ rcpt: () => '451 4.3.0 later' });
    const harness = createHarness({ 'a.test': server.port });
    const copy = copyFor('user@a.test');
    const retry = { ...harness.deps.retry, send: () => Promise.reject(new Error('SQS is away')) };
    expect(await harness.run([copy], { using: { ...harness.deps, retry } })).toEqual([{ kind: 'give-back' }]);
    expect(harness.stateOf(copy)).toBeUndefined();
  });

  it('starts no DATA without the time that it may take, and puts the mail back', async () => {
    await using server = await startScriptedServer({});
    const harness = createHarness({ 'a.test': server.port });
    const copies = [copyFor('one@a.test'), copyFor('two@a.test')];
    expect(await harness.run(copies, { leftMs: 400 })).toEqual([{ kind: 'ack' }, { kind: 'ack' }]);
    expect(server.messages).toHaveLength(0);
    expect(harness.sent.ready).toHaveLength(2);
  });

  it('goes on with another connection where the receiver takes only a few messages on one', async () => {
    await using server = await startScriptedServer({
      mail: (message) => (message > 3 ? { say: '421 too many messages in this connection', then: 'close' } : '250 ok'),
    });
    const harness = createHarness({ 'a.test': server.port });
    const copies = Array.from({ length: 9 }, (_, index) => copyFor(`user${index}@a.test`));
    await harness.run(copies);
    expect(server.messages).toHaveLength(9);
    expect(harness.sent.retry).toHaveLength(0);
  });

  it('keeps one site’s trouble from the others in its batch', async () => {
    await using open = await startScriptedServer({});
    await using down = await startScriptedServer({ greeting: { say: '421 4.3.2 down', then: 'close' } });
    const harness = createHarness({ 'open.test': open.port, 'down.test': down.port });
    const copies = ['a@open.test', 'b@down.test', 'c@open.test', 'd@down.test'].map((recipient) => copyFor(recipient));
    await harness.run(copies);
    expect(copies.map(harness.stateOf).slice(0, 3)).toEqual(['delivered', 'waiting', 'delivered']);
    expect(harness.sent.retry.length + harness.sent.ready.length).toBe(2);
  });

  it('survives a booking that fails while other sites are still being sent to', async () => {
    await using server = await startScriptedServer({});
    const harness = createHarness({ 'a.test': server.port });
    const done = copyFor('done@a.test');
    await harness.run([done]);
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const events = { ...harness.deps.events, add: () => Promise.reject(new Error('SNS is away')) };
    const compose: typeof harness.deps.compose = async (...args) => {
      // Long enough for a rejection to count as unhandled.
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      return harness.deps.compose(...args);
    };
    const using = { ...harness.deps, events, compose };
    const ends = await harness.run([done, copyFor('new@a.test'), copyFor('user@nowhere.test')], { using });
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    expect(ends.map(({ kind }) => kind)).toEqual(['give-back', 'give-back', 'give-back']);
    expect(server.messages).toHaveLength(2);
  });

  it('does not let a domain without an answer from DNS keep the others waiting', async () => {
    await using server = await startScriptedServer({});
    const harness = createHarness({ 'a.test': server.port });
    const silent = Array.from({ length: 80 }, (_, index) => copyFor(`user@silent${index}.test`));
    const lookUpMx = () => new Promise<never>(() => undefined);
    const ends = await harness.run([...silent, copyFor('user@a.test')], { using: { ...harness.deps, lookUpMx } });
    expect(ends.every(({ kind }) => kind === 'ack')).toBe(true);
    expect(server.messages).toHaveLength(1);
    expect(harness.sent.ready).toHaveLength(80);
    expect(harness.sent.ready.every(({ copy, delaySeconds }) => copy.attempts === 0 && delaySeconds === 30)).toBe(true);
  });

  it('sends the next message over a new connection when the receiver ended an idle one, at no cost', async () => {
    await using server = await startScriptedServer({ dot: () => ({ say: '250 ok\r\n421 4.4.2 idle', then: 'close' }) });
    const harness = createHarness(
      { 'a.test': server.port },
      { limits: { 'a.test': { rate: '10/s', connections: 1 } } },
    );
    const copies = Array.from({ length: 4 }, (_, index) => copyFor(`user${index}@a.test`));
    await harness.run(copies);
    expect(copies.map(harness.stateOf)).toEqual(copies.map(() => 'delivered'));
    expect(harness.sent.retry).toEqual([]);
  });

  it.each([
    ['drops connections at MAIL', { then: 'close' } as const],
    ['names a time at MAIL', { say: '421 4.7.0 Try again in 10 minutes', then: 'close' } as const],
  ])('stops after a few connections at a site that %s', async (_what, reaction) => {
    await using server = await startScriptedServer({ mail: () => reaction });
    const harness = createHarness({ 'a.test': server.port });
    const expiresAtMs = Date.now() + 3_600_000;
    await harness.run(Array.from({ length: 40 }, (_, index) => copyFor(`user${index}@a.test`, { expiresAtMs })));
    expect(harness.sent.retry.length).toBeLessThanOrEqual(4);
    expect(harness.sent.retry.length + harness.sent.ready.length).toBe(40);
  });

  it('gives back at once, and not for a visibility time-out, what somebody else has ended meanwhile', async () => {
    await using server = await startScriptedServer({ rcpt: () => '451 4.3.0 later' });
    const harness = createHarness({ 'a.test': server.port });
    const copy = copyFor('user@a.test', { expiresAtMs: Date.now() + 1_000 });
    const settle: typeof harness.deps.ledger.settle = async (facts, settlement, by) => {
      await harness.deps.ledger.settle(facts, { to: 'delivered', addDoubt: false }, by);
      return harness.deps.ledger.settle(facts, settlement, by);
    };
    const using = { ...harness.deps, ledger: { ...harness.deps.ledger, settle } };
    expect(await harness.run([copy], { using })).toEqual([{ kind: 'give-back', visibleAtMs: expect.any(Number) }]);
  });
});
