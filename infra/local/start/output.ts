/** Where a run prints. */
export interface Output {
  readonly write: (text: string) => void;
  /** Whether lines may be drawn over. */
  readonly isTerminal: boolean;
  /** The terminal's size in characters. */
  readonly size: () => { readonly columns: number; readonly rows: number };
}
