import { type Box, px, textAt, widthOfText } from './svg.ts';

export interface ChartLine {
  readonly label: string;
  readonly color: string;
  readonly values: readonly (number | null)[];
  readonly axis: 'left' | 'right';
}

export interface ChartMark {
  readonly value: number;
  readonly label: string;
  readonly color: string;
}

export interface Chart {
  readonly stacked: boolean;
  readonly lines: readonly ChartLine[];
  readonly marks: readonly ChartMark[];
  /** In the place of lines where there are none. */
  readonly note: string | null;
}

const legendLineHeight = 15;
const axisWidth = 38;

/** A graph as CloudWatch draws one: grid, lines or areas, limits, and what is which below. */
export function renderChart(chart: Chart, box: Box): string {
  const legend = layOutLegend(chart.lines, box.width);
  const rights = chart.lines.some(({ axis }) => axis === 'right');
  const plot: Box = {
    x: box.x + axisWidth,
    y: box.y + 6,
    width: box.width - axisWidth - (rights ? axisWidth : 8),
    height: box.height - 24 - legendLineHeight * (legend.at(-1)?.row ?? -1) - legendLineHeight,
  };
  const left = topOf(chart, 'left');
  const right = topOf(chart, 'right');
  const parts = [
    ...grid(plot, left, rights ? right : null),
    ...(chart.stacked ? areas(chart.lines, plot, left) : []),
    ...chart.lines
      .filter(({ axis }) => !chart.stacked || axis === 'right')
      .map((line) => curve(line, plot, line.axis === 'left' ? left : right)),
    ...chart.marks.filter(({ value }) => value <= left).map((mark) => limit(mark, plot, left)),
    ...legend.map(({ line, x, row }) => {
      const y = plot.y + plot.height + 28 + row * legendLineHeight;
      return `<rect x="${px(box.x + x)}" y="${px(y - 8)}" width="9" height="9" fill="${line.color}"/>${textAt(box.x + x + 13, y, line.label, { size: 10 })}`;
    }),
  ];
  if (chart.note !== null) {
    parts.push(
      textAt(plot.x + plot.width / 2, plot.y + plot.height / 2, chart.note, { anchor: 'middle', fill: '#879596' }),
    );
  }
  return parts.join('');
}

/** The top of an axis: a round number above everything drawn, limits included that are not far above. */
function topOf({ stacked, lines, marks }: Chart, axis: ChartLine['axis']): number {
  const own = lines.filter((line) => line.axis === axis);
  const steps = Math.max(0, ...own.map(({ values }) => values.length));
  const heights = Array.from({ length: steps }, (_, step) => {
    const values = own.map((line) => line.values[step] ?? 0);
    return stacked && axis === 'left' ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values);
  });
  const drawn = Math.max(0, ...heights);
  const near =
    axis === 'left' ? marks.map(({ value }) => value).filter((value) => drawn === 0 || value < 8 * drawn) : [];
  return roundUp(Math.max(drawn, ...near.map((value) => 1.1 * value)) || 1);
}

function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= value) ?? 10;
  return step * power;
}

function grid(plot: Box, left: number, right: number | null): string[] {
  const lines = [0, 0.5, 1].map((share) => {
    const y = plot.y + plot.height * (1 - share);
    const labels = [
      textAt(plot.x - 5, y + 3.5, short(share * left), { size: 9.5, anchor: 'end' }),
      ...(right === null ? [] : [textAt(plot.x + plot.width + 5, y + 3.5, short(share * right), { size: 9.5 })]),
    ].join('');
    return `<path d="M${px(plot.x)} ${px(y)}h${px(plot.width)}" stroke="#e4e7ea"/>${labels}`;
  });
  const hours = [0, 1, 2, 3].map((hour) => {
    const x = plot.x + (plot.width * hour) / 3;
    const anchor = hour === 0 ? 'start' : hour === 3 ? 'end' : 'middle';
    return textAt(x, plot.y + plot.height + 13, `${9 + hour}:00`, { size: 9.5, anchor });
  });
  return [...lines, ...hours];
}

const number = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2, notation: 'compact' });
const short = (value: number) => number.format(value);

/** A single value holds for the whole time. */
function curve(line: ChartLine, plot: Box, top: number): string {
  const { values, color } = line;
  if (values.length === 1) return curve({ ...line, values: [values[0] ?? null, values[0] ?? null] }, plot, top);
  const at = placer(plot, values.length, top);
  let isDrawing = false;
  const path = values
    .map((value, step) => {
      if (value === null) {
        isDrawing = false;
        return '';
      }
      const move = isDrawing ? 'L' : 'M';
      isDrawing = true;
      return `${move}${at(step, value)}`;
    })
    .join('');
  return path === ''
    ? ''
    : `<path d="${path}" fill="none" stroke="${color}" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round"/>`;
}

/** From the bottom up in the order of the lines; what is missing adds nothing. */
function areas(lines: readonly ChartLine[], plot: Box, top: number): string[] {
  const stacked = lines.filter(({ axis }) => axis === 'left');
  const steps = Math.max(0, ...stacked.map(({ values }) => values.length));
  let below: number[] = Array.from({ length: steps }, () => 0);
  return stacked.map(({ values, color }) => {
    const above = below.map((height, step) => height + (values[step] ?? 0));
    const at = placer(plot, steps, top);
    const edge = above.map((height, step) => at(step, height)).join('L');
    const back = below
      .map((height, step) => at(step, height))
      .toReversed()
      .join('L');
    // A layer of no height is not outlined: it would be taken for one.
    const outline = above.map((height, step) => (height > (below[step] ?? 0) ? height : null));
    const isFlat = outline.every((height) => height === null);
    below = above;
    if (isFlat) return '';
    const line = { label: '', color, values: outline, axis: 'left' } as const;
    return `<path d="M${edge}L${back}Z" fill="${color}" fill-opacity="0.65"/>${curve(line, plot, top)}`;
  });
}

function placer(plot: Box, steps: number, top: number) {
  return (step: number, value: number) =>
    `${px(plot.x + (plot.width * step) / Math.max(1, steps - 1))} ${px(plot.y + plot.height * (1 - Math.min(1, value / top)))}`;
}

function limit({ value, label, color }: ChartMark, plot: Box, top: number): string {
  const y = plot.y + plot.height * (1 - value / top);
  return `<path d="M${px(plot.x)} ${px(y)}h${px(plot.width)}" stroke="${color}" stroke-dasharray="4 3"/>${textAt(plot.x + plot.width - 3, y - 3, label, { size: 9.5, fill: color, anchor: 'end' })}`;
}

function layOutLegend(lines: readonly ChartLine[], width: number): { line: ChartLine; x: number; row: number }[] {
  let x = 0;
  let row = 0;
  return lines.map((line) => {
    const needed = 30 + widthOfText(line.label, 10);
    if (x > 0 && x + needed > width) {
      x = 0;
      row += 1;
    }
    const placed = { line, x, row };
    x += needed;
    return placed;
  });
}
