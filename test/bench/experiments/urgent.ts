import { domain } from '../simulation/fleet.ts';
import { runUrgent, type UrgentResult, type UrgentScenario } from '../simulation/run-urgent.ts';
import { connectionLimit, fixedWindow } from '../simulation/receiver-rules.ts';
import type { Experiment } from './experiment.ts';
import { atMost, type Bound } from './judge.ts';

const columns: readonly { name: string; digits: number; figure(result: UrgentResult): number }[] = [
  { name: 'mean wait s', digits: 2, figure: ({ waitsMs }) => sum(waitsMs) / waitsMs.length / 1000 },
  { name: 'longest wait s', digits: 2, figure: ({ waitsMs }) => Math.max(...waitsMs) / 1000 },
  { name: 'within 2 s %', digits: 0, figure: ({ waitsMs }) => 100 * share(waitsMs, (waitMs) => waitMs <= 2_000) },
  { name: 'deferred %', digits: 1, figure: (result) => result.deferredPercent },
  { name: 'use %', digits: 1, figure: (result) => result.usePercent },
];
const startsSoon = atMost('longest wait s', 2);

const connections = (limit: number) => ({ of: 'connections' as const, at: () => limit });
const perSecond = (rate: number) => ({ of: 'messages' as const, at: () => rate });

const scenarios: readonly (UrgentScenario & { readonly targets?: readonly Bound[] })[] = [
  {
    name: '5 connections',
    bulkMessages: 63_000,
    rules: () => [connectionLimit(() => 5)],
    capacity: connections(5),
  },
  {
    name: '5 connections, 60/10s fixed',
    bulkMessages: 54_000,
    rules: () => [connectionLimit(() => 5), fixedWindow(60, 10_000)],
    capacity: perSecond(6),
  },
  {
    name: '5 connections, 60/10s, told',
    bulkMessages: 54_000,
    rules: () => [connectionLimit(() => 5), fixedWindow(60, 10_000)],
    capacity: perSecond(6),
    limits: { [domain]: { connections: 5, rate: '60/10s' } },
  },
  {
    name: '20 connections',
    bulkMessages: 95_000,
    rules: () => [connectionLimit(() => 20)],
    capacity: connections(20),
  },
  {
    name: '1/s fixed',
    bulkMessages: 51_000,
    rules: () => [fixedWindow(1, 1_000)],
    capacity: perSecond(1),
  },
  // Connections in plenty: what bulk mail holds of them is not what urgent mail waits for.
  {
    name: '600/60s fixed, told',
    bulkMessages: 56_000,
    rules: () => [fixedWindow(600, 60_000)],
    capacity: perSecond(10),
    limits: { [domain]: { rate: '600/60s' } },
  },
  // Reported as it comes out: a window that was exhausted while its size is learned is shut to urgent mail, too.
  {
    name: '600/60s fixed',
    bulkMessages: 56_000,
    rules: () => [fixedWindow(600, 60_000)],
    capacity: perSecond(10),
    targets: [],
  },
];

/** How long an urgent message waits behind the bulk mail for its site. */
export const urgent: Experiment = {
  columns,
  worstOf: ['longest wait s'],
  cells: scenarios.map((scenario) => ({
    name: scenario.name,
    targets: scenario.targets ?? [startsSoon],
    async run(handlers, seed, trace) {
      const result = await runUrgent(scenario, handlers, seed, trace);
      return Object.fromEntries(columns.map(({ name, figure }) => [name, figure(result)]));
    },
  })),
};

const sum = (figures: readonly number[]) => figures.reduce((total, figure) => total + figure, 0);
const share = (figures: readonly number[], holds: (figure: number) => boolean) =>
  figures.filter(holds).length / figures.length;
