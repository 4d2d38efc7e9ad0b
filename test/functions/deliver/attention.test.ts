import { describe, expect, it } from 'vitest';
import { deadPort } from '#test/support/dead-port.ts';
import { startScriptedServer } from '#test/support/scripted-smtp.ts';
import { copyFor, createHarness } from './harness.ts';
import { startDeliverPump } from './pump.ts';

const blocked =
  '554 5.7.1 <user0@a.test>: Client host [192.0.2.1] blocked using zen.spamhaus.org; https://check.spamhaus.org/q/192.0.2.1';
const copies = (count: number, from = 0) =>
  Array.from({ length: count }, (_, nth) => copyFor(`user${from + nth}@a.test`));

describe('a block', () => {
  it('calls for a human once, with the evidence that a postmaster asks for, and no recipient', async () => {
    await using server = await startScriptedServer({ rcpt: () => blocked });
    const harness = createHarness({ 'a.test': server.port });
    const startedMs = Date.now();
    await harness.run(copies(30));
    expect(harness.calls).toHaveLength(1);
    const { attention, sluice, eventType } = harness.calls[0]!;
    expect(eventType).toBe('Attention');
    expect(attention).toMatchObject({
      kind: 'blocked',
      scope: 'site',
      site: `127.0.0.1:${server.port}`,
      receiver: '127.0.0.1',
      egress: { name: 'local', kind: 'mx', ehloName: 'sender.test' },
      rule: { name: 'address-listed', source: expect.stringContaining('Postfix') },
      todo: expect.stringContaining(`"sluice holds release 127.0.0.1:${server.port} --egress local"`),
    });
    expect(attention.count).toBe(harness.sent.retry.length);
    expect(attention.replies[0]?.reply).toBe(
      '554 5.7.1 <address>: Client host [192.0.2.1] blocked using zen.spamhaus.org; https://check.spamhaus.org/q/192.0.2.1',
    );
    // Two hours from a refusal, of which the first came after the start, and the last was told afterwards.
    const refusedMs = Date.parse(attention.until ?? '') - 7_200_000;
    expect(refusedMs).toBeGreaterThanOrEqual(startedMs);
    expect(refusedMs).toBeLessThanOrEqual(Date.parse(attention.lastAt));
    expect(Date.parse(attention.firstAt)).toBeLessThanOrEqual(Date.parse(attention.lastAt));
    expect(attention.letter).toContain(attention.replies[0]?.reply);
    expect(attention.letter).toContain('sender.test');
    expect(sluice).toMatchObject({ lane: 'bulk', site: attention.site });
    expect(JSON.stringify(harness.calls)).not.toMatch(/user\d|@a\.test/);
    expect(harness.meter.counts[`SiteBlocked bulk ${attention.site}`]).toBe(1);
    expect(harness.meter.counts[`SiteSuspended bulk ${attention.site}`]).toBe(1);
  });

  it('is one call for all senders that meet it, who add to its count', async () => {
    await using server = await startScriptedServer({ rcpt: () => blocked });
    const harness = createHarness({ 'a.test': server.port });
    // Each sender has its own view of the buckets, so that all of them meet the block.
    const others = [1, 2, 3].map(() => createHarness({ 'a.test': server.port }));
    await harness.run(copies(1));
    for (const [nth, other] of others.entries()) {
      const using = { ...other.deps, attention: harness.attention, events: harness.deps.events };
      await other.run(copies(1, nth + 1), { using });
    }
    expect(harness.calls).toHaveLength(1);
    expect(harness.attention.all()).toMatchObject([{ count: 4, replies: [{}, {}, {}] }]);
  });

  it('is told again at the next refusal where the event could not be published', async () => {
    await using server = await startScriptedServer({ rcpt: () => blocked });
    const harness = createHarness({ 'a.test': server.port });
    const add: typeof harness.deps.events.add = (event) =>
      event.eventType === 'Attention' ? Promise.reject(new Error('SNS is away')) : harness.deps.events.add(event);
    const using = { ...harness.deps, events: { ...harness.deps.events, add } };
    expect(await harness.run(copies(1), { using })).toEqual([{ kind: 'ack' }]);
    expect(harness.calls).toHaveLength(0);
    const other = createHarness({ 'a.test': server.port });
    await other.run(copies(1, 1), { using: { ...other.deps, attention: harness.attention } });
    expect(other.calls.map(({ attention }) => attention.count)).toEqual([2]);
  });

  it('is told on the topic under a type of its own, and counted, by the function as it is deployed', async () => {
    await using server = await startScriptedServer({ rcpt: () => blocked });
    await using pump = await startDeliverPump(server.port);
    await pump.enqueue(copies(5));
    await pump.invokeFrom('ready');
    const site = `127.0.0.1:${server.port}`;
    const events = await pump.takeEvents();
    expect(new Set(events.map(({ eventType }) => eventType))).toEqual(new Set(['DeliveryDelay', 'Attention']));
    expect(events.filter(({ event }) => event.eventType === 'Attention')).toMatchObject([
      { eventType: 'Attention', event: { attention: { kind: 'blocked', site }, sluice: { site, lane: 'bulk' } } },
    ]);
    expect(pump.meter.counts).toMatchObject({
      [`SiteBlocked bulk ${site}`]: 1,
      [`SiteSuspended bulk ${site}`]: 1,
      [`Grants bulk ${site}`]: expect.any(Number),
    });
  });

  it('is booked though what asks for a human cannot be written', async () => {
    await using server = await startScriptedServer({ rcpt: () => blocked });
    const harness = createHarness({ 'a.test': server.port });
    const attention = { change: () => Promise.reject(new Error('no table')) };
    const [copy] = copies(1);
    if (!copy) throw new Error('one');
    expect(await harness.run([copy], { using: { ...harness.deps, attention } })).toEqual([{ kind: 'ack' }]);
    expect(harness.stateOf(copy)).toBe('waiting');
  });
});

describe('what asks for no human', () => {
  it.each([
    '452 4.2.2 mailbox full',
    '550 5.1.1 no such user',
    '421 4.7.0 too many connections',
    '450 4.7.1 too much mail',
    '554 5.7.1 spam message rejected',
  ])('%s makes no event', async (reply) => {
    await using server = await startScriptedServer({ rcpt: () => reply });
    const harness = createHarness({ 'a.test': server.port });
    await harness.run(copies(1));
    expect(harness.events).toHaveLength(1);
    expect(harness.calls).toEqual([]);
  });
});

describe('the log', () => {
  it('has a line for each kind of refusal at a site, with a reply, and none for what was delivered', async () => {
    const replies = [
      '250 ok',
      '550 5.1.1 <user1@a.test> unknown',
      '250 ok',
      '550 5.1.1 no such user',
      '452 4.2.2 full',
    ];
    await using server = await startScriptedServer({ rcpt: (message) => replies[message - 1] ?? '250 ok' });
    const harness = createHarness({ 'a.test': server.port }, { maxSessions: 1 });
    await harness.run(copies(10));
    const site = `127.0.0.1:${server.port}`;
    const common = { message: 'a receiver pushed mail back', site, host: '127.0.0.1' };
    expect(harness.lines).toEqual([
      { ...common, kind: 'no-such-recipient', rule: expect.any(String), count: 2, reply: '550 5.1.1 no such user' },
      { ...common, kind: 'mailbox-full', rule: expect.any(String), count: 1, reply: '452 4.2.2 full' },
    ]);
  });

  it('says of a connection that was lost, or never opened, what went wrong', async () => {
    await using server = await startScriptedServer({ dot: () => ({ then: 'close' }) });
    const harness = createHarness({ 'a.test': server.port, 'b.test': deadPort });
    await harness.run([...copies(1), copyFor('user@b.test')]);
    expect(new Map(harness.lines.map(({ rule, count }) => [rule, count]))).toEqual(
      new Map([
        ['lost-connection', 1],
        ['no-connection', 1],
      ]),
    );
    expect(harness.lines.every(({ reply }) => typeof reply === 'string' && reply !== '')).toBe(true);
  });
});
