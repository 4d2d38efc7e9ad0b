import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';

/** A part of the dashboard: a question, and the widgets that answer it side by side. */
export interface DashboardRow {
  readonly question: string;
  /** How to read the answer, in a sentence or two. */
  readonly reading: string;
  readonly widgets: readonly IWidget[];
}

/** The grid is 24 wide. A widget is as wide as its row divides; a row of more than four wraps. */
export const gridWidth = 24;
export const widgetHeight = 6;

export function widthOf(inRow: number): number {
  return Math.max(6, Math.floor(gridWidth / inRow));
}
