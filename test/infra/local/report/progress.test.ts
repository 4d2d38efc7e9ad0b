import { expect, test } from 'vitest';
import { progressBlock, progressLine } from '#infra/local/report/progress.ts';
import { emptyTally } from '#infra/local/report/tally.ts';

const snapshot = {
  seconds: 12.34,
  expected: new Map([
    ['open.test', 1300],
    ['five.test', 400],
  ]),
  destinations: new Map([
    ['open.test', { ...emptyTally(), accepted: 1300, delivered: 640, bounced: 10 }],
    ['five.test', { ...emptyTally(), accepted: 300, delivered: 100, deferred: 7 }],
  ]),
  receivers: [
    {
      name: 'five.test',
      copies: 100,
      connectionsNow: 5,
      connectionsPeak: 6,
      connections: 9,
      refusals: {},
      refusedCommands: {},
      lastCopyAtMs: null,
    },
  ],
};

test('says in one line how far each site is', () => {
  expect(progressLine(snapshot)).toBe(
    '  12.3 s  accepted 1,600/1,700  open.test 650/1,300  five.test 100/400 (7 deferred)',
  );
});

test('draws a bar for each site', () => {
  expect(progressBlock(snapshot)).toEqual([
    `  open.test  ${'█'.repeat(15)}${'░'.repeat(15)}      650/1,300      0 deferred`,
    `  five.test  ${'█'.repeat(7)}${'░'.repeat(23)}        100/400      7 deferred    5 connections`,
    '  accepted 1,600/1,700, 12.3 s',
  ]);
});
