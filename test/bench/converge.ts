import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type RunResult, runScenario } from './simulation/run.ts';
import { cells } from './simulation/scenarios.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'string' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    handlers: { type: 'string', default: '1,10,200' },
    trace: { type: 'boolean', default: false },
  },
});
const seeds = options.quick ? [1] : [1, 2, 3, 4, 5];
const fleets = options.handlers.split(',').map(Number);

const rows: Record<string, unknown>[] = [];
let missed = 0;
console.log(
  [
    'receiver',
    'H',
    'deferred %',
    'use %',
    'refusals/delivery',
    'converges s',
    'hops',
    'ops/s peak',
    'drain s',
    'per connection',
  ].join(' | '),
);
for (const cell of cells.filter(({ name }) => name.includes(options.only))) {
  for (const handlers of fleets) {
    const results: RunResult[] = [];
    for (const seed of seeds) {
      const trace = (_second: number, line: () => string) => console.log(line());
      results.push(await runScenario(cell, handlers, seed, options.trace ? trace : undefined));
    }
    const mean = (figure: (result: RunResult) => number) =>
      results.reduce((sum, result) => sum + figure(result), 0) / results.length;
    const row = {
      receiver: cell.name,
      handlers,
      deferredPercent: mean((result) => result.deferredPercent),
      usePercent: mean((result) => result.usePercent),
      refusalsPerDelivery: mean((result) => result.refusalsPerDelivery),
      convergedSeconds: mean((result) => result.convergedSeconds ?? Infinity),
      hopsPerMessage: mean((result) => result.hopsPerMessage),
      operationsPeak: mean((result) => result.operationsPeak),
      drainSeconds: mean((result) => result.drainSeconds),
      messagesPerConnection: mean((result) => result.messagesPerConnection),
    };
    const targets = cell.targets.map((target) => {
      const figure = mean(target.figure);
      return {
        name: target.name,
        limit: target.limit,
        figure,
        holds: target.limit.startsWith('≤')
          ? figure <= Number(target.limit.slice(2))
          : figure >= Number(target.limit.slice(2)),
      };
    });
    rows.push({ ...row, targets });
    console.log(
      [
        row.receiver,
        row.handlers,
        row.deferredPercent.toFixed(2),
        row.usePercent.toFixed(1),
        row.refusalsPerDelivery.toFixed(4),
        row.convergedSeconds.toFixed(0),
        row.hopsPerMessage.toFixed(1),
        row.operationsPeak.toFixed(0),
        row.drainSeconds.toFixed(0),
        row.messagesPerConnection.toFixed(1),
      ].join(' | '),
    );
    for (const target of targets) {
      if (target.holds) continue;
      missed++;
      console.log(`    missed: ${target.name} ${target.figure.toFixed(3)}, to be ${target.limit}`);
    }
  }
}
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
console.log(missed === 0 ? 'all targets hold' : `${missed} targets missed`);
process.exitCode = missed === 0 ? 0 : 1;
