import { type Box, clip, px, textAt, widthOfText } from './svg.ts';

const rowHeight = 20;

/** Columns as wide as what stands in them, the last one as wide as the box has left. */
export function renderTable(
  columns: readonly string[],
  rows: readonly Readonly<Record<string, string>>[],
  box: Box,
): string {
  if (rows.length === 0)
    return textAt(box.x + box.width / 2, box.y + box.height / 2, 'nothing was found', {
      anchor: 'middle',
      fill: '#879596',
    });
  const widths = columns.map(
    (column) => 24 + Math.max(...[column, ...rows.map((row) => row[column] ?? '')].map((text) => widthOfText(text))),
  );
  const lefts = widths.map((_, at) => box.x + widths.slice(0, at).reduce((sum, width) => sum + width, 0));
  const line = (cells: readonly string[], at: number, weight: 'bold' | 'normal') =>
    cells
      .map((cell, column) => {
        const left = lefts[column] ?? box.x;
        return textAt(left, box.y + 14 + at * rowHeight, clip(cell, box.x + box.width - left), { weight });
      })
      .join('');
  const rules = Array.from(
    { length: rows.length },
    (_, at) => `<path d="M${px(box.x)} ${px(box.y + 20 + at * rowHeight)}h${px(box.width)}" stroke="#e4e7ea"/>`,
  );
  return [
    line(columns, 0, 'bold'),
    ...rules,
    ...rows.map((row, at) =>
      line(
        columns.map((column) => row[column] ?? ''),
        at + 1,
        'normal',
      ),
    ),
  ].join('');
}
