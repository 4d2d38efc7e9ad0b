import { converge } from './converge.ts';
import type { Experiment, Figures } from './experiment.ts';
import { urgent } from './urgent.ts';

export const experiments = { converge, urgent } satisfies Record<string, Experiment>;
export type ExperimentName = keyof typeof experiments;

/** One run of an experiment: plain data, for another thread. */
export interface Job {
  readonly experiment: ExperimentName;
  readonly cell: string;
  readonly handlers: number;
  readonly seed: number;
  /** Prints a line for each second of virtual time. */
  readonly trace: boolean;
}

export async function runJob({ experiment, cell, handlers, seed, trace }: Job): Promise<Figures> {
  const found = experiments[experiment].cells.find(({ name }) => name === cell);
  if (!found) throw new Error(`${experiment} has no receiver "${cell}"`);
  return found.run(handlers, seed, trace ? console.log : undefined);
}
