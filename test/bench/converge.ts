import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type RunResult, runScenario } from './simulation/run.ts';
import { type Cell, cells } from './simulation/scenarios.ts';

/**
 * How senders converge to limits that nobody told them, in virtual time: prints a row for each receiver and number of
 * handlers (means over the seeds), and exits 1 where a target is missed.
 */
const { values: options } = parseArgs({
  options: {
    json: { type: 'string' },
    /** One seed instead of five. */
    quick: { type: 'boolean', default: false },
    /** Receivers whose name contains this. */
    only: { type: 'string', default: '' },
    handlers: { type: 'string', default: '1,10,200' },
    /** A line for each second of virtual time. */
    trace: { type: 'boolean', default: false },
  },
});
const seeds = options.quick ? [1] : [1, 2, 3, 4, 5];

const columns: readonly (readonly [string, (result: RunResult) => number, digits: number])[] = [
  ['deferred %', (result) => result.deferredPercent, 2],
  ['use %', (result) => result.usePercent, 1],
  ['refusals per delivery', (result) => result.refusalsPerDelivery, 4],
  ['converges in s', (result) => result.convergedSeconds ?? Infinity, 0],
  ['hops', (result) => result.hopsPerMessage, 1],
  ['mean wait ÷ 15 min', (result) => result.leastHops, 1],
  ['bucket operations/s at peak', (result) => result.operationsPeak, 0],
  ['drain s', (result) => result.drainSeconds, 0],
  ['messages per connection', (result) => result.messagesPerConnection, 1],
];

const rows = [];
console.log(['receiver', 'handlers', ...columns.map(([name]) => name)].join(' | '));
for (const cell of cells.filter(({ name }) => name.includes(options.only))) {
  for (const handlers of options.handlers.split(',').map(Number)) rows.push(await runCell(cell, handlers));
}
const missed = rows.flatMap(({ targets }) => targets).filter(({ holds }) => !holds).length;
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
console.log(missed === 0 ? 'all targets hold' : `${missed} targets missed`);
process.exitCode = missed === 0 ? 0 : 1;

async function runCell(cell: Cell, handlers: number) {
  const results: RunResult[] = [];
  const trace = options.trace ? (_second: number, line: () => string) => console.log(line()) : undefined;
  for (const seed of seeds) results.push(await runScenario(cell, handlers, seed, trace));
  const mean = (figure: (result: RunResult) => number) =>
    results.reduce((sum, result) => sum + figure(result), 0) / results.length;

  console.log([cell.name, handlers, ...columns.map(([, figure, digits]) => mean(figure).toFixed(digits))].join(' | '));
  const targets = cell.targets.map((target) => {
    const figure = mean(target.figure);
    return { name: target.name, limit: target.limit, figure, holds: target.holds(figure) };
  });
  for (const { name, limit, figure, holds } of targets) {
    if (!holds) console.log(`    missed: ${name} ${figure.toFixed(3)}, to be ${limit}`);
  }
  const figures = Object.fromEntries(columns.map(([name, figure]) => [name, mean(figure)]));
  return { receiver: cell.name, handlers, figures, targets };
}
