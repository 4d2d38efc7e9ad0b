import { expect, it } from 'vitest';
import type { LimitTable } from '#shared/bucket/limits.ts';
import { copyFor, createHarness } from '#test/functions/deliver/harness.ts';
import { feed } from './support/feed.ts';
import { type Postfix, startPostfix } from './support/postfix.ts';

interface Run {
  readonly deferred: number;
  readonly refusedConnections: number;
  readonly refusedMails: number;
  readonly seconds: number;
}

/** Sends mail from ten invocations at once and holds what Postfix has against what was accepted. */
async function campaign(name: string, postfix: Postfix, count: number, limits: LimitTable): Promise<Run> {
  const harness = createHarness(
    { 'rx.test': postfix.port },
    { limits, retrySchedule: { delaysMs: [2_000], giveUpAfterMs: 600_000 } },
  );
  const copies = Array.from({ length: count }, (_, index) => copyFor(`user${index}@rx.test`));
  const startedMs = Date.now();
  await feed(harness, copies, { concurrency: 10, batchSize: 50, withinMs: 200_000 });
  const seconds = (Date.now() - startedMs) / 1000;

  expect((await postfix.delivered()).sort()).toEqual(copies.map(({ id }) => `${id}@sender.test`).sort());
  expect([...harness.ledger.records.values()].filter(({ doubts }) => doubts > 0)).toEqual([]);
  const log = postfix.log();
  const run = {
    deferred: harness.events.filter(({ sluice }) => sluice.outcome === 'deferred').length,
    refusedConnections: log.match(/Connection concurrency limit exceeded/g)?.length ?? 0,
    refusedMails: log.match(/Message delivery request rate limit exceeded/g)?.length ?? 0,
    seconds,
  };
  console.info(
    `${name}: ${count} delivered once each in ${seconds.toFixed(1)} s; ` +
      `${(run.deferred / count).toFixed(3)} deferrals a delivery; Postfix refused ${run.refusedConnections} connections ` +
      `and ${run.refusedMails} mails, ${((run.refusedConnections + run.refusedMails) / count).toFixed(3)} a delivery`,
  );
  return run;
}

it('finds a limit of five connections that it was not told: everything arrives, once', async () => {
  await using postfix = await startPostfix({ parameters: { smtpd_client_connection_count_limit: '5' } });
  const run = await campaign('5 connections, untold', postfix, 500, {});
  // A sender that retries blindly is refused more often than it delivers.
  expect(run.refusedConnections / 500).toBeLessThan(0.1);
});

it('keeps to a limit of five connections that it was told: no refusal', async () => {
  await using postfix = await startPostfix({ parameters: { smtpd_client_connection_count_limit: '5' } });
  const run = await campaign('5 connections, told', postfix, 500, { 'rx.test': { connections: 5 } });
  expect(run).toMatchObject({ deferred: 0, refusedConnections: 0 });
});

it('keeps to a rate and a limit of connections that it was told: no refusal', async () => {
  await using postfix = await startPostfix({
    parameters: { smtpd_client_connection_count_limit: '5', smtpd_client_message_rate_limit: '60' },
  });
  // Postfix's windows of 10 s last up to 11 s: anvil(8) counts in whole seconds and begins anew when its 10 s are past.
  const run = await campaign('5 connections and 60/10s, told as 60/11s', postfix, 150, {
    'rx.test': { connections: 5, rate: '60/11s' },
  });
  expect(run).toMatchObject({ deferred: 0, refusedConnections: 0, refusedMails: 0 });
});
