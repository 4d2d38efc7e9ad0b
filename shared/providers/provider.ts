import type { SiteLimits } from '../bucket/limits.ts';
import type { Rule } from '../smtp/rule.ts';

/** Where a receiver hears senders: a form, or a mail address. */
export type Contact = { readonly url: string } | { readonly address: string };

/** A receiver that is known by its hosts: its limits for one sending address, its own replies, and whom to talk to. */
export interface Provider {
  readonly name: string;
  /** MX host suffixes, each beginning with a dot. */
  readonly mxSuffixes: readonly string[];
  /** The host names of a relay: it is nobody's MX. */
  readonly relayHost?: RegExp;
  /** Host names, some for each suffix, that belong to it. */
  readonly sampleHosts: readonly string[];
  readonly limits: SiteLimits;
  readonly tls: 'opportunistic' | 'required';
  /** Asked before the generic rules, in this order. */
  readonly rules: readonly Rule[];
  /** Where a human asks for help, who says so, and when that was last looked at. */
  readonly postmaster: Contact & { readonly source: string; readonly date: string };
  readonly notes?: string;
  /** Where the limits come from. */
  readonly source: string;
  /** When the source was last looked at, `2026-11-23`. */
  readonly date: string;
}
