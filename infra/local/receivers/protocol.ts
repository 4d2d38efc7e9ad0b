import type { ReceiverSpec } from './receiver-spec.ts';
import type { ReceiverStats } from './receiver-stats.ts';

/** What the parent tells the receivers' process. */
export type ToReceivers =
  | {
      readonly kind: 'start';
      readonly specs: readonly ReceiverSpec[];
      readonly file: string;
      readonly mailDir: string | null;
    }
  | { readonly kind: 'stats'; readonly request: number }
  | { readonly kind: 'restart-peaks' };

/** What it answers; `request` is null for figures that it sends of itself. */
export type FromReceivers =
  | { readonly kind: 'listening'; readonly ports: readonly number[] }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'stats'; readonly request: number | null; readonly stats: readonly ReceiverStats[] };
