import type { Judgement } from '#infra/docs/measured.ts';

/** What a figure is to be. */
export interface Bound {
  readonly name: string;
  readonly limit: string;
  holds(figure: number): boolean;
}

export const atMost = (name: string, most: number): Bound => ({
  name,
  limit: `≤ ${most}`,
  holds: (figure) => figure <= most,
});

/** Holds a figure against what it is to be. */
export function judge({ name, limit, holds }: Bound, figure: number): Judgement {
  return { name, limit, figure: rounded(figure), holds: holds(figure) };
}

/** Six digits: more than is ever printed; null where it was never reached. */
export function rounded(figure: number): number | null {
  return Number.isFinite(figure) ? Number(figure.toPrecision(6)) : null;
}

/** `    missed: use % 94.542, to be ≥ 95`, a line for each target that does not hold. */
export function missedLines(targets: readonly Judgement[]): string[] {
  return targets
    .filter(({ holds }) => !holds)
    .map(({ name, limit, figure }) => `    missed: ${name} ${figure?.toFixed(3) ?? 'never'}, to be ${limit}`);
}

/** The last line of a bench, and its exit code: 1 where a target is missed. */
export function conclude(targets: readonly Judgement[]): void {
  const missed = targets.filter(({ holds }) => !holds).length;
  console.log(missed === 0 ? 'all targets hold' : `${missed} targets missed`);
  process.exitCode = missed === 0 ? 0 : 1;
}
