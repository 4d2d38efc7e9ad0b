import { CsvError, parse } from 'csv-parse/sync';
import { UsageError } from '../../cli/command.ts';

/** One row of the CSV: by column name in lower case. */
export type Row = Readonly<Record<string, string>>;

export interface Recipients {
  /** In lower case. */
  readonly columns: readonly string[];
  /** The one that holds the address: `email`, else `to`. */
  readonly recipientColumn: string;
  readonly rows: readonly Row[];
}

/** Parses a CSV with a header row; `path` is for what is said of its faults. */
export function parseRecipients(text: string, path: string): Recipients {
  let table: string[][];
  try {
    // A row that has more or fewer cells than the header is refused, with its line: its values would be another column's.
    table = parse(text, { bom: true, skip_empty_lines: true, trim: true });
  } catch (error) {
    if (error instanceof CsvError) throw new UsageError(`${path} is not a CSV file: ${error.message}`);
    throw error;
  }
  const [header, ...body] = table;
  if (!header) throw new UsageError(`${path} is empty: give a header row with a column "email"`);
  const columns = header.map((name) => name.toLowerCase());
  const repeated = columns.find((name, index) => columns.indexOf(name) !== index);
  if (repeated !== undefined) throw new UsageError(`${path} has the column "${repeated}" twice`);
  const recipientColumn = ['email', 'to'].find((name) => columns.includes(name));
  if (recipientColumn === undefined)
    throw new UsageError(`${path} has no column "email" or "to" (it has: ${columns.join(', ')})`);
  if (body.length === 0) throw new UsageError(`${path} has a header but no rows`);
  return {
    columns,
    recipientColumn,
    rows: body.map((cells) => Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? '']))),
  };
}
