import type { LoadData } from './load-data.ts';
import { markdownTable, withBlocks } from './markdown.ts';
import { targetsTable } from './targets-table.ts';

/** docs/performance.md with its tables of cold starts as they were measured. */
export function withLoadTables(markdown: string, data: LoadData): string {
  const { load, targets } = loadTables(data);
  return withBlocks(markdown, { load: () => load, 'load targets': () => targets });
}

/** Those tables, by name. */
export function loadTables({ machine, processes, rows, targets }: LoadData): Record<'load' | 'targets', string> {
  const table = markdownTable(
    ['function', 'bundle, bytes', 'load, ms: fastest', 'median', 'slowest', 'CPU, ms: median'],
    rows.map((row) => [
      row.function,
      String(row.bundleBytes),
      ...[row.fastestMs, row.medianMs, row.slowestMs, row.cpuMs].map((ms) => ms.toFixed(0)),
    ]),
  );
  return {
    load: `${table}\n\nMeasured on ${machine}; ${processes} processes each.`,
    targets: targetsTable(targets),
  };
}
