import { expect, test } from 'vitest';
import { awaitDrained } from '#infra/local/start/await-drained.ts';
import { emptyTally } from '#infra/local/report/tally.ts';
import type { AuditReport } from '#shared/ledger/audit.ts';

type Verdict = AuditReport['verdict'];

/** A run of virtual time: `events` change the tally at their second, `verdictAt` is what an audit then says. */
async function drain(
  events: readonly [number, object][],
  verdictAt: (second: number) => Verdict,
  signal?: AbortSignal,
) {
  let nowMs = 0;
  const total = emptyTally();
  const audits: number[] = [];
  const audit = await awaitDrained({
    clock: {
      now: () => nowMs,
      async sleep(ms) {
        nowMs += ms;
        for (const [second, change] of events) if (nowMs >= second * 1000) Object.assign(total, change);
      },
    },
    signal: signal ?? new AbortController().signal,
    submitted: 2,
    total: () => total,
    async runAudit() {
      audits.push(nowMs / 1000);
      return { verdict: verdictAt(nowMs / 1000), accepted: total.accepted } as AuditReport;
    },
  });
  return { verdict: audit?.verdict, seconds: nowMs / 1000, audits };
}

test('ends when the events and the audit agree that all has come to its end', async () => {
  const events: [number, object][] = [
    [1, { accepted: 2 }],
    [3, { delivered: 1 }],
    [4, { bounced: 1 }],
  ];
  const drained = await drain(events, (second) => (second >= 4 ? 'clean' : 'draining'));
  expect(drained).toEqual({ verdict: 'clean', seconds: 4, audits: [0, 4] });
});

test('does not take an audit for clean before all submissions are accepted or refused', async () => {
  const events: [number, object][] = [
    [1, { accepted: 1, delivered: 1 }],
    [9, { refused: 1 }],
  ];
  expect(await drain(events, () => 'clean')).toMatchObject({ verdict: 'clean', seconds: 9 });
});

test('ends at once when mail is lost', async () => {
  const lost = await drain([[1, { accepted: 2 }]], (second) => (second >= 5 ? 'lost' : 'draining'));
  expect(lost).toMatchObject({ verdict: 'lost', seconds: 5 });
});

test('gives up when nothing has moved for longer than a killed invocation hides its mail', async () => {
  const stalled = await drain(
    [
      [1, { accepted: 2 }],
      [100, { delivered: 1 }],
    ],
    () => 'draining',
  );
  expect(stalled).toMatchObject({ verdict: 'draining', seconds: 250 });
});

test('ends without an audit when it is interrupted', async () => {
  expect((await drain([], () => 'draining', AbortSignal.abort())).verdict).toBeUndefined();
});
