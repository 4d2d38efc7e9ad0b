import { markdownTable } from '#infra/docs/markdown.ts';
import { type Cell, faults, stages, whyNot } from './matrix.ts';
import { type CellResult, mails } from './run-cell.ts';

export type ResultOf = (cell: Cell) => CellResult | undefined;

/** The matrix at a glance, why some of its cells are empty, and what became of the mail in the others. */
export function renderMatrix(resultOf: ResultOf): string {
  return [overview(resultOf), footnotes(), details(resultOf)].join('\n\n');
}

const reasons = [...new Set(stages.flatMap((stage) => faults.flatMap((fault) => whyNot({ stage, fault }) ?? [])))];
const letterOf = (reason: string) => `(${'abcdefghij'[reasons.indexOf(reason)]})`;

function overview(resultOf: ResultOf): string {
  const rows = stages.map((stage) => [stage, ...faults.map((fault) => glance({ stage, fault }, resultOf))]);
  return markdownTable(['stage', ...faults], rows);
}

function footnotes(): string {
  return reasons.map((reason) => `${letterOf(reason)} ${reason}`).join('; ') + '.';
}

function glance(cell: Cell, resultOf: ResultOf): string {
  const reason = whyNot(cell);
  if (reason !== null) return letterOf(reason);
  const result = resultOf(cell);
  if (!result) return 'not run';
  const { first, doubts } = result;
  const outcome = first.deferred > 0 ? 'deferred' : first.bounced > 0 ? 'bounced' : 'delivered';
  return doubts === 0 ? outcome : `${outcome}, **doubts ${doubts}**`;
}

/** One line for all faults of a stage that came to the same. */
function details(resultOf: ResultOf): string {
  const rows = stages.flatMap((stage) => {
    const lines = faults.flatMap((fault) => {
      const result = resultOf({ stage, fault });
      return result ? [{ fault, cells: detailsOf(result) }] : [];
    });
    return [...Map.groupBy(lines, ({ cells }) => cells.join('|')).values()].map((same) => [
      stage,
      same.map(({ fault }) => fault).join(', '),
      ...(same[0]?.cells ?? []),
    ]);
  });
  const head = [
    'stage',
    'faults',
    `${mails} mails, at first`,
    'judged by',
    'connection',
    'doubts',
    'second copies',
    'at the end',
  ];
  return markdownTable(head, rows);
}

function detailsOf({ first, rule, connection, doubts, secondCopies, final }: CellResult): string[] {
  return [counts(first), rule ?? '', connection, String(doubts), String(secondCopies), counts(final)];
}

function counts(of: Readonly<Record<string, number>>): string {
  return Object.entries(of)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');
}
