import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { allHandlers, allSeeds } from './experiment.ts';
import { type ExperimentName, experiments } from './experiments.ts';
import { conclude, missedLines } from './judge.ts';
import { measureRow, rowsToJson } from './measure-row.ts';
import { startPool } from './pool.ts';
import { createProgress } from './progress.ts';

/**
 * Runs an experiment on all cores and prints a row for each receiver and number of handlers: the means over the seeds. Exits 1
 * where a target is missed.
 */
export async function runBench(name: ExperimentName): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      json: { type: 'string' },
      /** One seed instead of five. */
      quick: { type: 'boolean', default: false },
      /** Receivers whose name contains this. */
      only: { type: 'string', default: '' },
      handlers: { type: 'string', default: allHandlers.join() },
      /** A line for each second of virtual time; on one core, so that runs are not mixed. */
      trace: { type: 'boolean', default: false },
    },
  });
  const { trace } = options;
  const experiment = experiments[name];
  const { columns } = experiment;
  const seeds = options.quick ? allSeeds.slice(0, 1) : allSeeds;
  const handlerCounts = options.handlers.split(',').map(Number);
  const places = experiment.cells
    .filter((cell) => cell.name.includes(options.only))
    .flatMap((cell) => handlerCounts.map((handlers) => ({ cell, handlers })));

  await using pool = startPool(trace ? 1 : undefined);
  const progress = createProgress(places.length * seeds.length);
  const measured = places.map(async ({ cell, handlers }) => {
    const jobs = seeds.map((seed) => ({ experiment: name, cell: cell.name, handlers, seed, trace }));
    const runs = jobs.map((job) => pool.run(job).finally(progress.step));
    return measureRow(experiment, cell, handlers, await Promise.all(runs));
  });

  const rows = [];
  progress.print(['receiver', 'handlers', ...columns.map((column) => column.name)].join(' | '));
  for (const coming of measured) {
    const row = await coming;
    const figures = columns.map(({ name: column, digits }) => row.figures[column]?.toFixed(digits) ?? '-');
    progress.print([row.receiver, row.handlers, ...figures].join(' | '), ...missedLines(row.targets));
    rows.push(row);
  }
  if (options.json !== undefined) writeFileSync(options.json, `${rowsToJson(rows)}\n`);
  conclude(rows.flatMap(({ targets }) => targets));
}
