import type { AttemptNote, FinalState, LedgerRecord } from './record.ts';

/** What a settle or a claim says about the delivery besides its state. */
export interface DeliveryFacts {
  readonly id: string;
  readonly generation: number;
  readonly attempts: number;
  readonly lane: string;
  readonly site: string;
  /** A cancellation applies to what was accepted before it, not to what is accepted anew under the same id. */
  readonly acceptedAtMs: number;
  /** All notes to keep, already bounded to `maxNotes`. */
  readonly notes: readonly AttemptNote[];
}

export type Settlement =
  | { readonly to: FinalState; readonly addDoubt: boolean }
  | { readonly to: 'waiting'; readonly nextAttemptAtMs: number; readonly addDoubt: boolean };

/** `refused` carries what stands in the ledger instead; null where it could not be read. */
export type WriteResult =
  | { readonly kind: 'written'; readonly doubts: number }
  | { readonly kind: 'refused'; readonly found: LedgerRecord | null };

/**
 * The ledger of deliveries. Each write is one conditional update; a refused condition is a value, lost infrastructure throws.
 * One contract suite (test/shared/ledger/contract.ts) runs against every implementation.
 */
export interface Ledger {
  /** The records of these ids, eventually consistent: every conclusion drawn from it is either monotone or guarded by a write. */
  read(ids: readonly string[]): Promise<Map<string, LedgerRecord>>;
  /**
   * Takes the right to send, inside DATA, before the final dot. Granted if there is no item, or it is `waiting` with a
   * generation ≤ ours, or `cancelled` before this copy was accepted, or the claim is already this owner's (a retried call).
   */
  claim(facts: DeliveryFacts, claim: { owner: string; untilMs: number; nowMs: number }): Promise<WriteResult>;
  /**
   * Books what became of an attempt. With `owner`, only while the claim is that owner's; without, only where `claim` would
   * have been granted. `waiting` books generation + 1, whose copy must already be enqueued.
   */
  settle(
    facts: DeliveryFacts,
    settlement: Settlement,
    by: { owner: string | null; nowMs: number },
  ): Promise<WriteResult>;
  /** Ends a dead claim: doubts + 1, and `waiting` at the claim's own generation (policy `resend`) or `in-doubt` (`hold`). */
  doubt(dead: { id: string; owner: string }, policy: DoubtPolicy, nowMs: number): Promise<WriteResult>;
}

/** What a lane does with a delivery in doubt: send again and perhaps double it, or hold it for a human. */
export type DoubtPolicy = 'resend' | 'hold';

/** The acceptance side: which delivery ids were accepted. Booked apart from outcomes, so that a loss shows. */
export interface Manifest {
  /** Books ids as accepted: one write per batch. Repeats are harmless, the audit takes the union. */
  accept(batch: { acceptedAtMs: number; ids: readonly string[] }): Promise<void>;
}

/** Reads for the audit and for `sluice explain`. */
export interface LedgerReader {
  /** Accepted ids, batch by batch, of the UTC days from `fromMs` to `toMs` inclusive; ids may repeat. */
  accepted(fromMs: number, toMs: number): AsyncIterable<{ acceptedAtMs: number; ids: readonly string[] }>;
  /** Strongly consistent. */
  readConsistent(ids: readonly string[]): Promise<Map<string, LedgerRecord>>;
}
