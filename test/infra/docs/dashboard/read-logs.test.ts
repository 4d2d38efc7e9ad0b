import { describe, expect, it } from 'vitest';
import { createSeries } from '#infra/docs/dashboard/create-series.ts';
import { noteMetrics, whichReply } from '#infra/docs/dashboard/read-logs.ts';

const emf = (atMs: number, dimensions: Record<string, string>, values: Record<string, number | number[]>) =>
  JSON.stringify({
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [
        {
          Namespace: 'sluice-local',
          Dimensions: Object.keys(dimensions).map((name) => [name]),
          Metrics: Object.keys(values).map((Name) => ({ Name, Unit: 'Count' })),
        },
      ],
    },
    ...dimensions,
    ...values,
  });

describe('what the functions’ logs measured', () => {
  const recorder = createSeries(3);
  const lines = [
    emf(0, { lane: 'bulk', site: 'gmail' }, { Delivered: 3 }),
    emf(500, { lane: 'bulk', site: 'other' }, { Delivered: 4 }),
    emf(1_000, { lane: 'bulk' }, { AgeAtPickupSeconds: [1, 2, 3] }),
    emf(1_100, { lane: 'bulk' }, { AgeAtPickupSeconds: [4, 50] }),
    emf(2_000, { site: 'gmail' }, { SlotsInUsePercent: 60 }),
    emf(9_000, { lane: 'bulk' }, { Delivered: 99 }),
    '{"level":"INFO","message":"a line of the log"}',
    '',
  ];
  noteMetrics(lines, (atMs) => Math.floor(atMs / 1000), recorder);

  it('stands under each dimension, summed within a second, and within the time that is recorded', () => {
    expect(recorder.series).toEqual({
      'Sluice Delivered lane=bulk Sum': [7, null, null],
      'Sluice Delivered site=gmail Sum': [3, null, null],
      'Sluice Delivered site=other Sum': [4, null, null],
      'Sluice AgeAtPickupSeconds lane=bulk p50': [null, 3, null],
      'Sluice AgeAtPickupSeconds lane=bulk p90': [null, 50, null],
      'Sluice SlotsInUsePercent site=gmail Maximum': [null, null, 60],
    });
  });
});

it('the replies are those of the lines that have a kind, a rule and a count, the most frequent first', () => {
  const line = (fields: object) => JSON.stringify({ level: 'INFO', message: 'pushed back', ...fields });
  const once = { site: 'a.test', kind: 'rate', rule: 'too-much-mail', reply: '450 too much mail', count: 1 };
  const often = { site: 'b.test', kind: 'busy', rule: 'try-later', reply: '421 try later', count: 5 };
  expect(whichReply([line(once), line({ site: 'c.test' }), line(often), line(once)])).toEqual([
    { site: 'b.test', kind: 'busy', rule: 'try-later', reply: '421 try later', times: '5' },
    { site: 'a.test', kind: 'rate', rule: 'too-much-mail', reply: '450 too much mail', times: '2' },
  ]);
});
