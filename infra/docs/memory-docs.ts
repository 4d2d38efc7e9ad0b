import { markdownTable, withBlocks } from './markdown.ts';
import type { MemoryData } from './memory-data.ts';
import { targetsTable } from './targets-table.ts';

/** docs/performance.md with its tables of memory as they were measured. */
export function withMemoryTables(markdown: string, data: MemoryData): string {
  const { memory, targets } = memoryTables(data);
  return withBlocks(markdown, { memory: () => memory, 'memory targets': () => targets });
}

/** Those tables, by name. */
export function memoryTables({ machine, rows, targets }: MemoryData): Record<'memory' | 'targets', string> {
  const table = markdownTable(
    ['function', 'load', 'peak, MiB', 'memory, MiB'],
    rows.map((row) => [row.function, row.load, row.peakMib.toFixed(0), String(row.memoryMib)]),
  );
  return { memory: `${table}\n\nMeasured on ${machine}.`, targets: targetsTable(targets) };
}
