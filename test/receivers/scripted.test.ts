import { expect, it } from 'vitest';
import { copyFor, createHarness } from '#test/functions/deliver/harness.ts';
import { startScriptedServer } from '#test/support/scripted-smtp.ts';

/**
 * What real receivers say and cannot be made to say here. OpenSMTPD runs as root only, and has /var/spool/smtpd,
 * /var/run/smtpd.sock and its chroot compiled in; no option of Postfix, Exim or smtp-sink answers and then resets.
 */
const copies = (count: number) => Array.from({ length: count }, (_, index) => copyFor(`user${index}@a.test`));

it('goes on over another connection when OpenSMTPD has taken its messages of a session: nothing is deferred', async () => {
  await using server = await startScriptedServer({
    mail: (message) => (message <= 2 ? '250 2.0.0 Ok' : '452 4.5.3 Too many recipients: Too many messages sent'),
  });
  const harness = createHarness({ 'a.test': server.port }, { maxSessions: 1 });
  const batch = copies(5);
  await harness.run(batch);
  expect(batch.map(harness.stateOf)).toEqual(batch.map(() => 'delivered'));
  expect(harness.sent.retry).toHaveLength(0);
  expect(server.commands.filter((line) => line.startsWith('EHLO'))).toHaveLength(3);
  expect([...harness.buckets.states.values()][0]).toMatchObject({ blockedUntilMs: 0, law: { mode: 'open' } });
});

it('defers one message, without a doubt, where a reset may have swallowed a 421', async () => {
  await using server = await startScriptedServer({
    rcpt: (message) => (message < 2 ? '250 2.1.5 Ok' : { say: '421 4.7.0 too busy', then: 'reset' }),
  });
  const harness = createHarness({ 'a.test': server.port }, { maxSessions: 1 });
  const batch = copies(4);
  await harness.run(batch, { leftMs: 2_000 });
  const records = batch.map(({ id }) => harness.ledger.records.get(id));
  expect(records.slice(0, 2).map((record) => record?.state)).toEqual(['delivered', 'waiting']);
  expect(records.map((record) => record?.doubts ?? 0)).toEqual([0, 0, 0, 0]);
  // Each copy is delivered, deferred, or back unattempted.
  const waiting = records.filter((record) => record?.state === 'waiting').length;
  const delivered = records.filter((record) => record?.state === 'delivered').length;
  expect(delivered + waiting + harness.sent.ready.length).toBe(4);
  expect(server.messages).toHaveLength(delivered);
});

it('names one doubt where the connection is reset after the dot, and holds nothing else back for good', async () => {
  await using server = await startScriptedServer({
    dot: (message) => (message < 2 ? '250 2.0.0 Ok' : { then: 'reset' }),
  });
  const harness = createHarness({ 'a.test': server.port }, { maxSessions: 1 });
  const batch = copies(2);
  await harness.run(batch, { leftMs: 2_000 });
  expect(batch.map(harness.stateOf)).toEqual(['delivered', 'waiting']);
  expect(batch.map(({ id }) => harness.ledger.records.get(id)?.doubts)).toEqual([0, 1]);
});
