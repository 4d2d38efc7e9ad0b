import { markdownTable } from './markdown.ts';
import type { Judgement } from './measured.ts';

/** What was to be held, and what was measured: in bold where it was missed. */
export function targetsTable(targets: readonly Judgement[]): string {
  return markdownTable(
    ['target', 'to be', 'measured'],
    targets.map(({ name, limit, figure, holds }) => {
      const measured = figure === null ? 'never' : Number.isInteger(figure) ? String(figure) : figure.toFixed(2);
      return [name, limit, holds ? measured : `**${measured}**`];
    }),
  );
}
