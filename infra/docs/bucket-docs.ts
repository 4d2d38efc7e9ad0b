import { markdownTable, withBlocks } from './markdown.ts';
import type { HotBucketData, Judgement, SimulatedRow } from './measured.ts';

/** What the benches wrote last. */
export interface Measured {
  readonly converge: readonly SimulatedRow[];
  readonly urgent: readonly SimulatedRow[];
  readonly hotBucket: HotBucketData;
}

/** shared/bucket/README.md with its tables as they were measured. */
export function withMeasurements(markdown: string, { converge, urgent, hotBucket }: Measured): string {
  return withBlocks(markdown, {
    converge: () => paragraphs(simulatedTable(converge, convergeColumns), otherTargets(converge), verdict(converge)),
    urgent: () => paragraphs(simulatedTable(urgent, urgentColumns), verdict(urgent)),
    'hot-bucket': () => paragraphs(hotBucketTable(hotBucket), itemSize(hotBucket.item), verdict(hotBucket.rows)),
  });
}

/** A figure of the table, printed with so many digits. */
type Column = readonly [figure: string, digits: number];

const convergeColumns: readonly Column[] = [
  ['deferred %', 2],
  ['use %', 1],
  ['refusals per delivery', 4],
  ['converges in s', 0],
  ['hops per message', 1],
  ['mean wait ÷ 15 min', 1],
  ['bucket operations a second', 0],
];

const urgentColumns: readonly Column[] = [
  ['mean wait s', 2],
  ['longest wait s', 2],
  ['within 2 s %', 0],
  ['deferred %', 1],
  ['use %', 1],
];

const hotBucketColumns: readonly Column[] = [
  ['grants/s', 0],
  ['writes per grant', 3],
  ['reads per grant', 3],
  ['writes per message', 3],
  ['refused blocks per grant', 1],
  ['all writes per message', 2],
  ['writes per refused block', 3],
];

/** One line a receiver: its figures for each number of handlers, and in brackets what they are to be. */
function simulatedTable(rows: readonly SimulatedRow[], columns: readonly Column[]): string {
  const handlers = [...new Set(rows.map((row) => row.handlers))];
  const lines = byReceiver(rows).map(([receiver, ofReceiver]) => [
    receiver,
    ...columns.map(([name, digits]) => {
      const figures = ofReceiver.map((row) => figureOf(row, name, digits)).join(' / ');
      const limit = ofReceiver[0]?.targets.find((target) => target.name === name)?.limit;
      return limit === undefined ? figures : `${figures} (${limit})`;
    }),
  ]);
  return markdownTable([`receiver (${handlers.join(' / ')} handlers)`, ...columns.map(([name]) => name)], lines);
}

/** The targets about figures that only one receiver has. */
function otherTargets(rows: readonly SimulatedRow[]): string {
  const inTable = convergeColumns.map(([name]) => name);
  const lines = byReceiver(rows).flatMap(([receiver, ofReceiver]) =>
    (ofReceiver[0]?.targets ?? [])
      .filter(({ name }) => !inTable.includes(name))
      .map(({ name, limit }) => [
        `${receiver}: ${name}`,
        `${ofReceiver.map((row) => figureOf(row, name, 1)).join(' / ')} (${limit})`,
      ]),
  );
  return lines.length === 0 ? '' : markdownTable(['of one receiver only', 'measured'], lines);
}

function hotBucketTable({ rows }: HotBucketData): string {
  const lines = rows.map((row) => [
    row.method,
    String(row.acquirers),
    ...hotBucketColumns.map(([name, digits]) => figureOf(row, name, digits)),
  ]);
  return markdownTable(['method', 'acquirers', ...hotBucketColumns.map(([name]) => name)], lines);
}

const itemSize = ({ figure, limit, holds }: Judgement): string =>
  `The item takes ${emphasised(String(figure), !holds)} bytes with 20 slots taken (${limit}).`;

/** Says which figures miss their targets; a missed one is not to be overlooked. */
function verdict(rows: readonly { readonly targets: readonly Judgement[] }[]): string {
  const targets = rows.flatMap((row) => row.targets);
  const missed = targets.filter(({ holds }) => !holds).length;
  if (missed === 0) return `All ${targets.length} targets hold.`;
  return `**${missed} of ${targets.length} targets are missed: the figures in bold.**`;
}

type Row = Pick<SimulatedRow, 'figures' | 'targets'>;

function figureOf({ figures, targets }: Row, name: string, digits: number): string {
  const isMissed = targets.some((target) => target.name === name && !target.holds);
  return emphasised(figures[name]?.toFixed(digits) ?? '-', isMissed);
}

const emphasised = (text: string, isMissed: boolean) => (isMissed ? `**${text}**` : text);

function byReceiver(rows: readonly SimulatedRow[]): [string, SimulatedRow[]][] {
  return [...Map.groupBy(rows, (row) => row.receiver)];
}

const paragraphs = (...blocks: readonly string[]) => blocks.filter((block) => block !== '').join('\n\n');
