import type { SiteLimits } from '../bucket/limits.ts';

/** A receiver that is known by its MX hosts, with the limits that our sources give for one sending address. */
export interface Provider {
  readonly name: string;
  /** MX host suffixes, each beginning with a dot. */
  readonly mxSuffixes: readonly string[];
  readonly limits: SiteLimits;
  /** Where the limits come from. */
  readonly source: string;
}
