import { describe, expect, it } from 'vitest';
import { copyFor, createHarness } from '#test/functions/deliver/harness.ts';
import { until } from '#test/support/until.ts';
import { openSession } from './support/client.ts';
import { startExim } from './support/exim.ts';
import { startPostfix } from './support/postfix.ts';
import { startSmtpSink } from './support/smtp-sink.ts';

type Harness = ReturnType<typeof createHarness>;

const copies = (count: number, name = 'user') =>
  Array.from({ length: count }, (_, index) => copyFor(`${name}${index}@rx.test`));
/** What became of the copies, counted by state; `none`: not attempted. */
const states = ({ stateOf }: Harness, of: readonly ReturnType<typeof copyFor>[]) => {
  const counts: Record<string, number> = {};
  for (const copy of of) counts[stateOf(copy) ?? 'none'] = (counts[stateOf(copy) ?? 'none'] ?? 0) + 1;
  return counts;
};
const bucketOf = (harness: Harness) => [...harness.buckets.states.values()][0];
/** Neither suspended nor taught anything. */
const notBlamed = { blockedUntilMs: 0, law: { taughtBy: null } };
const connectionsIn = (log: string) => log.split('\n').filter((line) => / connect from /.test(line)).length;

describe('delivering to Postfix', () => {
  it('meets no refusal at a limit of connections that it was told', async () => {
    await using postfix = await startPostfix({ parameters: { smtpd_client_connection_count_limit: '2' } });
    const harness = createHarness({ 'rx.test': postfix.port }, { limits: { 'rx.test': { connections: 2 } } });
    const batch = copies(60);
    await harness.run(batch);
    expect(states(harness, batch)).toEqual({ delivered: 60 });
    expect(postfix.log()).not.toContain('limit exceeded');
    expect((await postfix.delivered()).length).toBe(60);
  });

  it('pays one message for a connection above the limit, and delivers the rest or paces it', async () => {
    await using postfix = await startPostfix({ parameters: { smtpd_client_connection_count_limit: '1' } });
    const harness = createHarness({ 'rx.test': postfix.port });
    const batch = copies(40);
    await harness.run(batch);
    const { delivered = 0, waiting, none = 0 } = states(harness, batch);
    expect({ waiting, others: delivered + none }).toEqual({ waiting: 1, others: 39 });
    expect(delivered).toBeGreaterThanOrEqual(10);
    expect(harness.sent.ready).toHaveLength(none);
    expect(bucketOf(harness)).toMatchObject({
      law: { slotLimit: 1, taughtBy: '421 4.7.0 rx.test Error: too many connections from 127.0.0.1' },
    });
  });

  it('stops the site at a message rate: a few probes are deferred, the rest is not tried', async () => {
    await using postfix = await startPostfix({ parameters: { smtpd_client_message_rate_limit: '5' } });
    const harness = createHarness({ 'rx.test': postfix.port }, { maxSessions: 1 });
    const batch = copies(12);
    await harness.run(batch);
    // Single probes at growing intervals look for the end of the window while the invocation waits.
    const { delivered, waiting = 0 } = states(harness, batch);
    expect(delivered).toBe(5);
    expect(waiting).toBeGreaterThanOrEqual(1);
    expect(harness.sent.ready).toHaveLength(12 - 5 - waiting);
    expect(bucketOf(harness)).toMatchObject({ law: { mode: 'stopped', cause: 'rate' } });
    expect(bucketOf(harness)?.blockedUntilMs).toBeGreaterThan(0);
  });

  it('stops the site at a rate of recipients', async () => {
    await using postfix = await startPostfix({ parameters: { smtpd_client_recipient_rate_limit: '5' } });
    const harness = createHarness({ 'rx.test': postfix.port }, { maxSessions: 1 });
    const batch = copies(12);
    await harness.run(batch);
    const { delivered, waiting = 0 } = states(harness, batch);
    expect(delivered).toBe(5);
    expect(waiting).toBeGreaterThanOrEqual(1);
    expect(harness.sent.ready).toHaveLength(12 - 5 - waiting);
    expect(bucketOf(harness)).toMatchObject({ law: { mode: 'stopped', cause: 'rate' } });
  });

  it('pays one message for a rate of connections, and paces the rest', async () => {
    await using postfix = await startPostfix({ parameters: { smtpd_client_connection_rate_limit: '1' } });
    await using _first = await openSession(postfix.port);
    const harness = createHarness({ 'rx.test': postfix.port }, { maxSessions: 1 });
    const batch = copies(5);
    await harness.run(batch, { leftMs: 2_000 });
    expect(states(harness, batch)).toEqual({ waiting: 1, none: 4 });
    expect(harness.sent.ready).toHaveLength(4);
    expect(bucketOf(harness)).toMatchObject({
      law: { taughtBy: '421 4.7.0 rx.test Error: too many connections from 127.0.0.1' },
    });
  });

  it('takes a 421 after the dot for a deferral without a doubt, and stops the site', async () => {
    await using postfix = await startPostfix({
      parameters: {
        smtpd_end_of_data_restrictions: 'check_recipient_access inline:{{user2@rx.test=421 4.3.2 closing}}',
      },
    });
    const harness = createHarness({ 'rx.test': postfix.port }, { maxSessions: 1 });
    const batch = copies(5);
    await harness.run(batch);
    expect(states(harness, batch)).toEqual({ delivered: 2, waiting: 1, none: 2 });
    expect(batch.map(({ id }) => harness.ledger.records.get(id)?.doubts ?? 0)).toEqual([0, 0, 0, 0, 0]);
    expect(bucketOf(harness)).toMatchObject({ law: { mode: 'stopped', cause: 'busy' } });
    expect(await postfix.delivered()).toHaveLength(2);
  });

  it('goes on over another connection when one was closed for being idle, with nothing deferred and nobody blamed', async () => {
    await using postfix = await startPostfix({ parameters: { smtpd_timeout: '1s' } });
    const harness = createHarness({ 'rx.test': postfix.port }, { maxSessions: 1 });
    const batch = copies(3);
    const { deps } = harness;
    // The content of the second message is so long in coming that Postfix hangs up.
    const compose: typeof deps.compose = async (copy, content) => {
      if (copy.id === batch[1]?.id) await until(() => postfix.log().includes('timeout after END-OF-MESSAGE'));
      return deps.compose(copy, content);
    };
    await harness.run(batch, { using: { ...deps, compose } });
    expect(states(harness, batch)).toEqual({ delivered: 3 });
    expect(harness.sent.retry).toHaveLength(0);
    expect(bucketOf(harness)).toMatchObject(notBlamed);
    expect(connectionsIn(postfix.log())).toBe(2);
  });

  it('stops the site at a 421 in mid-session', async () => {
    await using postfix = await startPostfix({
      parameters: {
        smtpd_recipient_restrictions: 'check_recipient_access inline:{{user2@rx.test=421 4.3.2 going down}}',
      },
    });
    const harness = createHarness({ 'rx.test': postfix.port }, { maxSessions: 1 });
    const batch = copies(5);
    await harness.run(batch);
    expect(states(harness, batch)).toEqual({ delivered: 2, waiting: 1, none: 2 });
    expect(bucketOf(harness)).toMatchObject({ law: { mode: 'stopped', cause: 'busy' } });
    expect(connectionsIn(postfix.log())).toBe(1);
  });

  it('goes on, on the same connection, after recipients and messages that are refused', async () => {
    await using postfix = await startPostfix({
      parameters: {
        smtpd_recipient_restrictions:
          'check_recipient_access inline:{ {user1@rx.test=550 5.1.1 unknown} {user3@rx.test=451 4.3.0 lookup failed} }',
        smtpd_end_of_data_restrictions:
          'check_recipient_access inline:{ {user5@rx.test=452 4.3.1 no space} {user7@rx.test=554 5.7.1 spam} }',
      },
    });
    const harness = createHarness({ 'rx.test': postfix.port }, { maxSessions: 1 });
    const batch = copies(9);
    await harness.run(batch);
    expect(states(harness, batch)).toEqual({ delivered: 5, bounced: 2, waiting: 2 });
    expect(connectionsIn(postfix.log())).toBe(1);
    expect(bucketOf(harness)).toMatchObject(notBlamed);
    expect(await postfix.delivered()).toHaveLength(5);
  });

  it('leaves a connection that refuses one recipient after another, before Postfix slows it down', async () => {
    await using postfix = await startPostfix({
      parameters: { smtpd_recipient_restrictions: 'check_recipient_access regexp:{{/^dead/ 550 5.1.1 unknown}}' },
    });
    const harness = createHarness({ 'rx.test': postfix.port }, { maxSessions: 1 });
    const batch = [...copies(12, 'dead'), ...copies(3)];
    await harness.run(batch);
    expect(states(harness, batch)).toEqual({ bounced: 12, delivered: 3 });
    expect(connectionsIn(postfix.log())).toBeGreaterThan(1);
    expect(bucketOf(harness)).toMatchObject(notBlamed);
    // From its tenth error without a delivery on Postfix waits a second before each reply (smtpd_soft_error_limit).
    expect(bucketOf(harness)?.law.serviceMs).toBeLessThan(500);
  });

  it('does not blame the site for a connection that it closed after too many errors of ours', async () => {
    await using postfix = await startPostfix({
      parameters: {
        smtpd_recipient_restrictions: 'check_recipient_access regexp:{{/^dead/ 550 5.1.1 unknown}}',
        smtpd_hard_error_limit: '3',
      },
    });
    const harness = createHarness({ 'rx.test': postfix.port }, { maxSessions: 1 });
    const batch = [...copies(6, 'dead'), ...copies(3)];
    await harness.run(batch);
    expect(states(harness, batch)).toEqual({ bounced: 6, delivered: 3 });
    expect(bucketOf(harness)).toMatchObject(notBlamed);
  });

  it('defers one message when no banner comes, and paces the rest', async () => {
    await using postfix = await startPostfix({ maxProcesses: 1 });
    await using _first = await openSession(postfix.port);
    const harness = createHarness({ 'rx.test': postfix.port }, { maxSessions: 1 });
    const batch = copies(4);
    await harness.run(batch, { leftMs: 2_000 });
    expect(states(harness, batch)).toEqual({ waiting: 1, none: 3 });
    expect(harness.sent.retry).toHaveLength(1);
    expect(harness.sent.ready).toHaveLength(3);
  });
});

describe('delivering to Exim', () => {
  it.each([
    [
      'smtp_accept_max_per_host',
      '421 Too many concurrent SMTP connections from this IP address; please try again later.',
    ],
    ['smtp_accept_max', '421 Too many concurrent SMTP connections; please try again later.'],
  ])('pays one message for a connection above %s, and paces the rest', async (option, taughtBy) => {
    await using exim = await startExim({ options: { [option]: '1' } });
    await using _first = await openSession(exim.port);
    const harness = createHarness({ 'rx.test': exim.port }, { maxSessions: 1 });
    const batch = copies(5);
    await harness.run(batch, { leftMs: 2_000 });
    expect(states(harness, batch)).toEqual({ waiting: 1, none: 4 });
    expect(bucketOf(harness)).toMatchObject({ law: { taughtBy: taughtBy.slice(0, 80) } });
    expect(exim.accepted()).toEqual([]);
  });

  it('goes on over another connection when one is used up, with nothing deferred and nobody blamed', async () => {
    await using exim = await startExim({ options: { smtp_accept_max_per_connection: '3' } });
    const harness = createHarness({ 'rx.test': exim.port }, { maxSessions: 1 });
    const batch = copies(9);
    await harness.run(batch);
    expect(states(harness, batch)).toEqual({ delivered: 9 });
    expect(harness.sent.retry).toHaveLength(0);
    expect(bucketOf(harness)).toMatchObject({ blockedUntilMs: 0, law: { mode: 'open', perConnection: 3 } });
    expect(exim.accepted()).toHaveLength(9);
  });

  it('bounces or defers what drops the connection, and delivers the rest', async () => {
    await using exim = await startExim({
      acl: { rcpt: '  drop local_parts = user2\n       message = 5.7.1 go away' },
    });
    const harness = createHarness({ 'rx.test': exim.port }, { maxSessions: 1 });
    const batch = copies(5);
    await harness.run(batch);
    const [dropped, ...others] = [batch[2] ?? copyFor(''), ...batch.slice(0, 2), ...batch.slice(3)];
    expect(harness.ledger.records.get(dropped.id)).toMatchObject({
      state: expect.stringMatching(/bounced|waiting/),
      doubts: 0,
    });
    expect(states(harness, others)).toEqual({ delivered: 4 });
    expect(exim.accepted()).toHaveLength(4);
  });

  it('stops the site at a rate limit', async () => {
    await using exim = await startExim({
      acl: { mail: '  defer ratelimit = 3 / 1h / per_cmd / strict\n        message = rate limit exceeded' },
    });
    const harness = createHarness({ 'rx.test': exim.port }, { maxSessions: 1 });
    const batch = copies(8);
    await harness.run(batch);
    expect(states(harness, batch)).toMatchObject({ delivered: 3 });
    expect(bucketOf(harness)).toMatchObject({ law: { mode: 'stopped', cause: 'rate' } });
  });

  it('waits out a block of our address: nothing bounces', async () => {
    await using exim = await startExim({ acl: { connect: '  drop message = you are listed' } });
    const harness = createHarness({ 'rx.test': exim.port }, { maxSessions: 1 });
    const batch = copies(4);
    await harness.run(batch);
    expect(states(harness, batch)).toEqual({ waiting: 1, none: 3 });
    expect(bucketOf(harness)?.blockedUntilMs).toBeGreaterThan(0);
  });
});

describe('delivering to a receiver that hangs up', () => {
  it('names a doubt for the message whose answer was never read, and sends no other after it', async () => {
    await using sink = await startSmtpSink({ hangUpAt: '.' });
    const harness = createHarness({ 'rx.test': sink.port }, { maxSessions: 1 });
    const batch = copies(3);
    await harness.run(batch);
    const doubts = batch.map(({ id }) => harness.ledger.records.get(id)?.doubts ?? 0);
    expect(doubts).toEqual([1, 0, 0]);
    expect(states(harness, batch)).toEqual({ waiting: 1, none: 2 });
  });
});
