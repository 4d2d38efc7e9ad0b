import { expect, test } from 'vitest';
import type { Experiment, ExperimentCell } from './experiment.ts';
import { atMost } from './judge.ts';
import { measureRow } from './measure-row.ts';

const cell: ExperimentCell = {
  name: 'a receiver',
  targets: [atMost('mean', 2), atMost('worst', 2)],
  run: async () => ({}),
};
const experiment: Experiment = { columns: [], worstOf: ['worst'], cells: [cell] };

test('a figure is the mean of the seeds, or the worst of them, and is held against its target', () => {
  const row = measureRow(experiment, cell, 10, [
    { mean: 1, worst: 1 },
    { mean: 2.0000001, worst: 3 },
  ]);
  expect(row.figures).toEqual({ mean: 1.5, worst: 3 });
  expect(row.seeds).toEqual({ mean: [1, 2], worst: [1, 3] });
  expect(row.targets.map(({ holds }) => holds)).toEqual([true, false]);
});

test('what one seed never reached is never reached', () => {
  const row = measureRow(experiment, cell, 10, [{ mean: 1 }, { mean: Infinity }]);
  expect(row.figures).toEqual({ mean: null });
  expect(row.seeds).toEqual({ mean: [1, null] });
  expect(row.targets[0]).toEqual({ name: 'mean', limit: '≤ 2', figure: null, holds: false });
});
