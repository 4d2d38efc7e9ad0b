import type { Reply } from '../smtp/reply.ts';

/**
 * What the ledger knows of one delivery.
 *
 *              ┌──────── claim ────────┐          settle
 *   (no item) ─┤                       ├▶ sending ───────▶ delivered · bounced · in-doubt
 *              │   waiting, gen ≤ ours ┘     │  │
 *              │      ▲                      │  └ settle ▶ waiting, gen + 1      (deferred)
 *              │      └──── doubt + 1 ───────┘             (the claim died, or no reply was read after the dot)
 *              └ settle without a claim ▶ bounced · expired · cancelled · waiting, gen + 1      (refused before the dot)
 */
export type LedgerState =
  | 'waiting'
  | 'sending'
  | 'delivered'
  | 'bounced'
  | 'expired'
  | 'cancelled'
  | 'in-doubt'
  /** Never written: how a state that only a newer release knows is read. No condition of a write holds for it. */
  | 'newer';

export type FinalState = Exclude<LedgerState, 'waiting' | 'sending' | 'newer'>;

/** One attempt as it is remembered: enough for `sluice explain` to tell the story. */
export interface AttemptNote {
  readonly atMs: number;
  /** The first SMTP try is 1. */
  readonly attempt: number;
  readonly host: string | null;
  /** The reply read, text bounded and scrubbed; null where none was read. */
  readonly reply: Reply | null;
  /** What went wrong where no reply was read. */
  readonly error: string | null;
  /** The classification rule that matched. */
  readonly rule: string;
  readonly kind: string;
}

export interface LedgerRecord {
  readonly id: string;
  readonly state: LedgerState;
  readonly generation: number;
  /** Claims that ended without a reply being read: each may have left one more copy at the receiver. */
  readonly doubts: number;
  readonly attempts: number;
  readonly lane: string;
  readonly site: string;
  readonly updatedAtMs: number;
  /** `sending` only: who holds the claim, and until when. */
  readonly owner?: string;
  readonly untilMs?: number;
  /** `waiting` only: when the next copy becomes due. */
  readonly nextAttemptAtMs?: number;
  /** The last attempts, oldest first, at most `maxNotes`. */
  readonly notes: readonly AttemptNote[];
}

/** Notes kept per delivery; with bounded reply texts the item stays within one write unit (1 KB). */
export const maxNotes = 3;

export function isFinal(state: LedgerState): state is FinalState {
  return state !== 'waiting' && state !== 'sending' && state !== 'newer';
}
