import type { BucketStore } from '#shared/bucket/write.ts';

/** So many acquirers, each a process of its own as far as state goes, ask one bucket for messages as fast as they are served. */
export interface HotBucketRun {
  readonly store: BucketStore;
  /** A bucket of its own, in which 1,000 slots are known to be free. */
  readonly site: string;
  readonly acquirers: number;
  /** Messages asked for at once. */
  readonly block: number;
  readonly intervalUs: number;
  readonly runMs: number;
}

export interface HotBucketResult {
  readonly grants: number;
  readonly messages: number;
  /** Calls up to the grants; releases are apart. */
  readonly grantCalls: { readonly reads: number; readonly writes: number };
  readonly refusals: number;
  readonly refusalWrites: number;
}
