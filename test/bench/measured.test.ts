import { afterAll, describe, expect, test } from 'vitest';
import { readMeasured } from '#infra/docs/read-measured.ts';
import { allHandlers, allSeeds } from './experiments/experiment.ts';
import { type ExperimentName, experiments } from './experiments/experiments.ts';
import { concludeRow, measureRow } from './experiments/measure-row.ts';
import { startPool } from './experiments/pool.ts';

/** Run again here, of those that were measured: for all of them there is no time. */
const seedsAgain = allSeeds.slice(0, 2);
const toMeasure = 'run: npm run bench';

const measured = await readMeasured();
const pool = startPool();
afterAll(() => pool[Symbol.asyncDispose]());

describe.each<ExperimentName>(['converge', 'urgent'])('%s.json', (name) => {
  const experiment = experiments[name];
  const places = experiment.cells.flatMap((cell) => allHandlers.map((handlers) => ({ cell, handlers })));
  const inData = new Map(measured[name].map((row) => [`${row.receiver}, ${row.handlers}`, row]));

  test('holds every receiver met by every number of handlers, and what the seeds come to', () => {
    const concluded = places.map(({ cell, handlers }) =>
      concludeRow(experiment, cell, handlers, inData.get(`${cell.name}, ${handlers}`)?.seeds ?? {}),
    );
    expect(measured[name], toMeasure).toEqual(concluded);
  });

  // All are under way at once, as many at a time as there are cores; each test waits for its own.
  const coming = places.map(({ cell, handlers }) => {
    const jobs = seedsAgain.map((seed) => ({ experiment: name, cell: cell.name, handlers, seed, trace: false }));
    return { cell, handlers, runs: Promise.all(jobs.map((job) => pool.run(job))) };
  });
  test.each(coming)('$cell.name × $handlers: a seed gives its figures again', async (place) => {
    const { cell, handlers, runs } = place;
    const seeds = inData.get(`${cell.name}, ${handlers}`)?.seeds ?? {};
    const firstSeeds = Object.entries(seeds).map(([figure, ofSeeds]) => {
      expect(ofSeeds, figure).toHaveLength(allSeeds.length);
      return [figure, ofSeeds.slice(0, seedsAgain.length)];
    });
    const again = measureRow(experiment, cell, handlers, await runs).seeds;
    expect(Object.fromEntries(firstSeeds), toMeasure).toEqual(again);
  });
});
