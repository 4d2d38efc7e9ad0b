import { expect, it } from 'vitest';
import { createSmtpClient } from '#shared/adapters/smtp-client.ts';
import { certificate, trustAuthority } from '#test/support/certificate.ts';
import { type Script, startScriptedServer } from '#test/support/scripted-smtp.ts';
import { copyFor, createHarness } from './harness.ts';

/** Five mails through a relay that answers AUTH like this. */
async function sendThrough(auth: string, ehlo = '250-relay\r\n250 AUTH PLAIN LOGIN') {
  using _trust = trustAuthority();
  const script: Script = { ehlo, auth, implicitTls: certificate };
  await using server = await startScriptedServer(script);
  const egress = {
    kind: 'relay',
    name: 'local',
    ehloName: 'sender.test',
    host: 'localhost',
    port: server.port,
    tls: 'implicit',
  } as const;
  const harness = createHarness({}, { egress, maxSessions: 1 });
  const openSession = createSmtpClient({
    egress,
    now: Date.now,
    credentials: async () => ({ username: 'u', password: 'p' }),
  });
  const copies = Array.from({ length: 5 }, (_, index) => copyFor(`user${index}@a${index}.test`));
  await harness.run(copies, { using: { ...harness.deps, openSession } });
  return { ...harness, states: copies.map(harness.stateOf), connections: server.connectionsInAll() };
}

it('takes all mail, whatever its domain, over one connection', async () => {
  const { states, buckets, connections } = await sendThrough('235 2.7.0 ok');
  expect(states).toEqual(Array.from({ length: 5 }, () => 'delivered'));
  expect([...buckets.states.keys()]).toEqual([expect.stringContaining('localhost')]);
  expect(connections).toBe(1);
});

it.each([
  ['a wrong password', '535 Authentication Credentials Invalid', 1.9 * 3_600_000],
  ['a login that may not send', '535 5.7.8 Error: authentication failed', 1.9 * 3_600_000],
  ['a relay that cannot check the login now', '454 4.7.0 Temporary authentication failure', 0],
])('waits at %s: one connection, one attempt, nothing bounces', async (_what, reply, leastMs) => {
  const { states, connections, sent, buckets } = await sendThrough(reply);
  expect(connections).toBe(1);
  expect(states).toEqual(['waiting', undefined, undefined, undefined, undefined]);
  expect(sent.ready.map(({ copy }) => copy.attempts)).toEqual([0, 0, 0, 0]);
  const [bucket] = buckets.states.values();
  expect(bucket?.blockedUntilMs).toBeGreaterThan(Date.now() + leastMs);
});
