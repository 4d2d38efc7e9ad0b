import type { Bound } from './judge.ts';

/** What one run shows, by name; Infinity: never reached. */
export type Figures = Readonly<Record<string, number>>;

export interface ExperimentCell {
  readonly name: string;
  readonly targets: readonly Bound[];
  /** The same seed gives the same figures, on any machine. `trace` takes a line for each second of virtual time. */
  run(handlers: number, seed: number, trace?: (line: string) => void): Promise<Figures>;
}

/** Receivers that are met in virtual time, each by several numbers of handlers and with several seeds. */
export interface Experiment {
  /** What is printed, with so many digits. */
  readonly columns: readonly { readonly name: string; readonly digits: number }[];
  /** Figures of which the worst (highest) of the seeds counts; of the others it is the mean. */
  readonly worstOf: readonly string[];
  readonly cells: readonly ExperimentCell[];
}

export const allSeeds: readonly number[] = [1, 2, 3, 4, 5];
export const allHandlers: readonly number[] = [1, 10, 200];
