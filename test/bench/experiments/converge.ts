import { type RunResult, runScenario } from '../simulation/run.ts';
import { cells } from '../simulation/scenarios.ts';
import type { Experiment } from './experiment.ts';

const columns: readonly { name: string; digits: number; figure(result: RunResult): number }[] = [
  { name: 'deferred %', digits: 2, figure: (result) => result.deferredPercent },
  { name: 'use %', digits: 1, figure: (result) => result.usePercent },
  { name: 'refusals per delivery', digits: 4, figure: (result) => result.refusalsPerDelivery },
  { name: 'converges in s', digits: 0, figure: (result) => result.convergedSeconds ?? Infinity },
  { name: 'hops per message', digits: 1, figure: (result) => result.hopsPerMessage },
  { name: 'mean wait ÷ 15 min', digits: 1, figure: (result) => result.leastHops },
  { name: 'bucket operations a second', digits: 0, figure: (result) => result.operationsPeak },
  { name: 'drain s', digits: 0, figure: (result) => result.drainSeconds },
  { name: 'messages per connection', digits: 1, figure: (result) => result.messagesPerConnection },
];

/** How senders converge to limits that nobody told them. */
export const converge: Experiment = {
  columns,
  worstOf: [],
  cells: cells.map((cell) => ({
    name: cell.name,
    targets: cell.targets,
    async run(handlers, seed, trace) {
      const onSecond = trace && ((_second: number, line: () => string) => trace(line()));
      const result = await runScenario(cell, handlers, seed, onSecond);
      return Object.fromEntries([...columns, ...cell.targets].map(({ name, figure }) => [name, figure(result)]));
    },
  })),
};
