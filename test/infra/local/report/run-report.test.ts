import { expect, test } from 'vitest';
import { awsUsage } from '#infra/local/report/aws-usage.ts';
import { renderReport } from '#infra/local/report/render-report.ts';
import { buildReport, type RunFacts } from '#infra/local/report/run-report.ts';
import { type DestinationTally, emptyTally } from '#infra/local/report/tally.ts';
import type { AuditReport } from '#shared/ledger/audit.ts';

const tally = (counts: Partial<DestinationTally>): DestinationTally => ({ ...emptyTally(), ...counts });

const audit: AuditReport = {
  accepted: 4,
  byState: {
    waiting: 0,
    sending: 0,
    delivered: 4,
    bounced: 0,
    expired: 0,
    cancelled: 0,
    'in-doubt': 0,
    newer: 0,
    unrecorded: 0,
  },
  waiting: 0,
  doubts: 0,
  lost: [],
  lostCount: 0,
  queues: [],
  verdict: 'clean',
};
const receiver = { connectionsNow: 0, refusedCommands: {}, lastCopyAtMs: null };

const facts: RunFacts = {
  submitted: 4,
  startedAtMs: 10_000,
  endedAtMs: 52_340,
  audit,
  total: tally({ accepted: 4, delivered: 4, deferred: 3 }),
  destinations: new Map([
    ['five.test', tally({ accepted: 2, delivered: 2, deferred: 3, lastDeliveryAtMs: 12_600 })],
    ['own.example', tally({ accepted: 2, delivered: 2, lastDeliveryAtMs: 11_000 })],
  ]),
  refusals: new Map(),
  receivers: [
    { ...receiver, name: 'open.test', copies: 0, connections: 0, connectionsPeak: 0, refusals: {} },
    { ...receiver, name: 'five.test', copies: 2, connections: 9, connectionsPeak: 6, refusals: { '421': 3, '450': 2 } },
  ],
  copies: { missing: [], doubled: [], unexpected: [] },
  aws: [],
};

test('puts what the events told beside what the receivers counted', () => {
  const report = buildReport(facts);
  expect(report).toMatchObject({
    ok: true,
    faults: [],
    totals: { accepted: 4, delivered: 4, waiting: 0, seconds: 42.3 },
  });
  expect(report.sites).toEqual([
    {
      name: 'five.test',
      accepted: 2,
      delivered: 2,
      deferredAttempts: 3,
      copies: 2,
      refusals: 5,
      refusalsPerDelivery: 2.5,
      connectionsPeak: 6,
      lastDeliverySeconds: 2.6,
    },
    {
      name: 'own.example',
      accepted: 2,
      delivered: 2,
      deferredAttempts: 0,
      copies: null,
      refusals: null,
      refusalsPerDelivery: null,
      connectionsPeak: null,
      lastDeliverySeconds: 1,
    },
  ]);
});

test.each<[string, Partial<RunFacts>, string]>([
  [
    'mail is lost',
    { audit: { ...audit, verdict: 'lost', waiting: 1, lost: ['d1'], lostCount: 1 } },
    '1 accepted deliveries are lost: d1',
  ],
  [
    'mail still waits',
    { audit: { ...audit, verdict: 'draining', waiting: 2 } },
    '2 accepted deliveries still wait in the queues',
  ],
  ['a submission was forgotten', { submitted: 5 }, '1 of 5 submissions were neither accepted nor refused'],
  [
    'a copy is missing',
    { copies: { ...facts.copies, missing: ['d1'] } },
    "1 delivery is accepted and not in the receivers' file: d1",
  ],
  [
    'copies are doubled',
    { copies: { ...facts.copies, doubled: Array.from({ length: 12 }, (_, n) => `d${n}`) } },
    "12 deliveries are in the receivers' file more than once: d0, d1, d2, d3, d4, d5, d6, d7, d8, d9 and 2 more",
  ],
  [
    'a copy was never accepted',
    { copies: { ...facts.copies, unexpected: ['z'] } },
    "1 delivery is in the receivers' file, but never accepted: z",
  ],
])('is not clean when %s', (_, change, fault) => {
  const report = buildReport({ ...facts, ...change });
  expect(report).toMatchObject({ ok: false, faults: [fault] });
  expect(renderReport(report)).toContain(`Not clean:\n  ${fault}\n`);
});

test('prints counts, a dash for what it cannot know, and the reasons of refusals', () => {
  const printed = renderReport(
    buildReport({
      ...facts,
      submitted: 5,
      total: tally({ accepted: 4, refused: 1 }),
      refusals: new Map([['no text', 1]]),
    }),
  );
  expect(printed).toMatch(/^ {2}accepted {2}delivered {2}bounced {2}expired {2}in doubt {2}waiting {2}refused\n/);
  expect(printed).toContain('  1 refused: no text\n');
  expect(printed).toMatch(/five\.test +2 +2 +3 +2\.500 +6 +2 +2\.6 s\n/);
  expect(printed).toMatch(/own\.example +2 +2 +0 +– +– +– +1\.0 s\n/);
  expect(printed).toContain('Clean: 4 accepted and 4 delivered in 42.3 s');
});

test("adds up the pipeline's calls by operation, over the accepted messages", () => {
  const call = { service: 'sqs', operation: 'SendMessageBatch', calls: 2, units: 3 };
  const recorded = [
    { ...call, caller: 'Submit' },
    { ...call, caller: 'Deliver' },
    { ...call, caller: '(observer)' },
    { ...call, caller: 'Deliver', service: 'dynamodb', operation: 'UpdateItem', calls: 8, units: 8 },
  ];
  expect(awsUsage(recorded, (caller) => !caller.startsWith('('), 4)).toEqual([
    { service: 'dynamodb', operation: 'UpdateItem', calls: 8, units: 8, callsPerMessage: 2, unitsPerMessage: 2 },
    { service: 'sqs', operation: 'SendMessageBatch', calls: 4, units: 6, callsPerMessage: 1, unitsPerMessage: 1.5 },
  ]);
  expect(awsUsage(recorded, () => true, 0).map(({ callsPerMessage }) => callsPerMessage)).toEqual([0, 0]);
});
