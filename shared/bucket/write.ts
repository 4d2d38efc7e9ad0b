import type { BucketState } from './state.ts';

/**
 * A conditional write on a bucket, as data: the core plans it, a store carries it out in one step. An adapter prints it as
 * one DynamoDB UpdateItem, tests and simulations interpret it in memory; both mean the same.
 */
export interface BucketWrite {
  /** All must hold. */
  readonly when: readonly Clause[];
  readonly then: readonly Action[];
}

/** A part of a write. */
export type Plan = BucketWrite;

export function joined(...plans: readonly Plan[]): BucketWrite {
  return { when: plans.flatMap(({ when }) => when), then: plans.flatMap(({ then }) => then) };
}

export type NumberPath =
  | 'tatUs'
  | 'nextMs'
  | 'urgentNextMs'
  | 'urgentUntilMs'
  | 'blockedUntilMs'
  | 'accepted'
  | 'busySinceMs'
  | 'day'
  | 'dayMessages'
  | 'version';

export type Clause =
  | { readonly is: 'new' }
  | { readonly is: 'exists' }
  | {
      readonly is: 'compare';
      readonly path: NumberPath;
      readonly op: '=' | '<' | '<=' | '>' | '>=';
      readonly value: number;
    }
  | { readonly is: 'slots-below'; readonly value: number }
  | { readonly is: 'slots-at-most'; readonly value: number }
  | { readonly is: 'slot-free'; readonly owner: string }
  | { readonly is: 'slot-held'; readonly owner: string }
  | { readonly is: 'slot-expires'; readonly owner: string; readonly atMs: number };

export type Action =
  | { readonly do: 'create'; readonly state: BucketState }
  | { readonly do: 'set'; readonly path: NumberPath; readonly value: number }
  | { readonly do: 'add'; readonly path: NumberPath; readonly value: number }
  | { readonly do: 'set-law'; readonly law: BucketState['law'] }
  | { readonly do: 'take-slot'; readonly owner: string; readonly untilMs: number }
  | { readonly do: 'free-slot'; readonly owner: string };

/** `state` is the item after a write, or the item that refused it; null where there is none. */
export type BucketWriteResult =
  | { readonly kind: 'written'; readonly state: BucketState }
  | { readonly kind: 'refused'; readonly state: BucketState | null };

export interface BucketStore {
  /** Strongly consistent. */
  read(key: string): Promise<BucketState | null>;
  write(key: string, write: BucketWrite): Promise<BucketWriteResult>;
}
