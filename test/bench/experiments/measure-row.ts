import type { SimulatedRow } from '#infra/docs/measured.ts';
import type { Experiment, ExperimentCell, Figures } from './experiment.ts';
import { judge, rounded } from './judge.ts';

/** One receiver and number of handlers: each seed's figures, and what they come to. */
export function measureRow(
  experiment: Experiment,
  cell: ExperimentCell,
  handlers: number,
  runs: readonly Figures[],
): SimulatedRow {
  const names = Object.keys(runs[0] ?? {});
  const seeds = names.map((name) => [name, runs.map((figures) => rounded(figures[name] ?? Infinity))] as const);
  return concludeRow(experiment, cell, handlers, Object.fromEntries(seeds));
}

/** What the figures of all seeds come to, by nothing but what is written down of them. */
export function concludeRow(
  { worstOf }: Experiment,
  cell: ExperimentCell,
  handlers: number,
  seeds: SimulatedRow['seeds'],
): SimulatedRow {
  const overall = (name: string) => {
    const figures = (seeds[name] ?? []).map((figure) => figure ?? Infinity);
    return worstOf.includes(name) ? Math.max(...figures) : mean(figures);
  };
  return {
    receiver: cell.name,
    handlers,
    figures: Object.fromEntries(Object.keys(seeds).map((name) => [name, rounded(overall(name))])),
    seeds,
    targets: cell.targets.map((target) => judge(target, overall(target.name))),
  };
}

function mean(figures: readonly number[]): number {
  return figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
}

/** One row a line, so that a changed figure is a changed line. */
export function rowsToJson(rows: readonly object[]): string {
  return `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]`;
}
