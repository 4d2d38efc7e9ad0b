import type { DeliveryCopy } from '../mail/delivery.ts';
import type { FinalState, LedgerRecord } from './record.ts';
import { isFinal } from './record.ts';

/** What a copy's record says is to be done with the copy, before anything is spent on it. */
export type PickUp =
  | { readonly kind: 'go'; readonly record: LedgerRecord | null }
  /** Already at its end: publish that again (the first time may have been lost) and ack. */
  | { readonly kind: 'final'; readonly state: FinalState; readonly record: LedgerRecord }
  /** A later generation exists: this copy may go. */
  | { readonly kind: 'stale' }
  /** Somebody is sending it now: never ack, look again when the claim has ended. */
  | { readonly kind: 'live'; readonly untilMs: number }
  /** The claim has ended without a settle: a doubt. */
  | { readonly kind: 'dead'; readonly owner: string; readonly record: LedgerRecord }
  /** A newer release wrote its record: to be given back until that release is there again. */
  | { readonly kind: 'newer' }
  | { readonly kind: 'expired'; readonly record: LedgerRecord | null };

/** Decides on a copy from its record as read (possibly a little old: each conclusion is monotone or guarded by a write). */
export function pickUp(copy: DeliveryCopy, record: LedgerRecord | null, nowMs: number): PickUp {
  if (record) {
    // Accepted anew after it was cancelled: that was about an earlier submission under the same id.
    const isOverruled = record.state === 'cancelled' && record.updatedAtMs < copy.acceptedAtMs;
    if (isFinal(record.state) && !isOverruled) return { kind: 'final', state: record.state, record };
    if (record.state === 'newer') return { kind: 'newer' };
    if (record.generation > copy.generation) return { kind: 'stale' };
    if (record.state === 'sending') {
      const untilMs = record.untilMs ?? 0;
      return untilMs >= nowMs ? { kind: 'live', untilMs } : { kind: 'dead', owner: record.owner ?? '', record };
    }
  }
  return copy.expiresAtMs <= nowMs ? { kind: 'expired', record } : { kind: 'go', record };
}
