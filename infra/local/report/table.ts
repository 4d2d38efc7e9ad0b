/** Rows of cells in columns: the first left, the others right. */
export function formatTable(rows: readonly (readonly string[])[], indent = '  '): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)));
  return rows
    .map((row) =>
      (
        indent +
        row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ')
      ).trimEnd(),
    )
    .join('\n');
}

const counting = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

/** `1,300`; a dash for what is not known. */
export function formatCount(value: number | null): string {
  return value === null ? '–' : counting.format(value);
}

/** Three decimals: a small fraction of a call is what a user pays for, a million times. */
export function formatRatio(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

export function formatSeconds(value: number | null): string {
  return value === null ? '–' : `${value.toFixed(1)} s`;
}
