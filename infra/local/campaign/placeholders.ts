import type { Row } from './recipients.ts';

/** How a value is written into the place that holds its placeholder. */
export type WriteValue = (value: string) => string;

/** A text with its placeholders found. */
export interface Template {
  /** The columns that it needs, in lower case. */
  readonly columns: readonly string[];
  fill(row: Row): string;
}

const placeholder = /\{\{([^{}]*)\}\}/;

export function hasPlaceholder(text: string): boolean {
  return placeholder.test(text);
}

/** Finds `{{column}}` in a text. Values are not looked at for placeholders again. */
export function compileTemplate(text: string, write: WriteValue): Template {
  // Split by what stands between: literals at even places, columns at odd ones.
  const pieces = text
    .split(placeholder)
    .map((piece, index) => (index % 2 === 0 ? { literal: piece } : { column: piece.trim().toLowerCase() }));
  return {
    columns: pieces.flatMap(({ column }) => column ?? []),
    fill: (row) =>
      pieces.map(({ literal, column }) => (column === undefined ? literal : write(row[column] ?? ''))).join(''),
  };
}
