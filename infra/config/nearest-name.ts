/** The name that was probably meant: two slips of the pen from what was written at most, or begun by it; or undefined. */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const begun = written.toLowerCase();
  const [nearest] = names
    .map((name) => ({ name, slips: slipsBetween(begun, name.toLowerCase()) }))
    .filter(({ name, slips }) => slips <= mostSlips && slips < name.length / 2)
    .sort((left, right) => left.slips - right.slips);
  return nearest?.name ?? names.find((name) => name.toLowerCase().startsWith(begun));
}

const mostSlips = 2;

/** Letters left out, added, replaced, or swapped with the next (the optimal string alignment distance). */
function slipsBetween(left: string, right: string): number {
  const rows: number[][] = [];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Infinity;
  for (let i = 0; i <= left.length; i++) {
    const row: number[] = [];
    rows.push(row);
    for (let j = 0; j <= right.length; j++) {
      const isSame = left[i - 1] === right[j - 1];
      const isSwapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      const replaced = at(i - 1, j - 1) + (isSame ? 0 : 1);
      const swapped = isSwapped ? at(i - 2, j - 2) + 1 : Infinity;
      row.push(i + j === 0 ? 0 : Math.min(replaced, swapped, at(i - 1, j) + 1, at(i, j - 1) + 1));
    }
  }
  return at(left.length, right.length);
}
