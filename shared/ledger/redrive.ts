import { type DeliveryCopy, deliveryCopySchema } from '../mail/delivery.ts';
import { parseJson } from '../parse-json.ts';
import { pickUp } from './pick-up.ts';
import type { LedgerRecord } from './record.ts';

/** What becomes of a dead-lettered copy that is put back. */
export type Redriven =
  /** Its delivery has no end yet: the pipeline attempts it, makes a doubt of a dead claim, or ends what has expired. */
  | 'sent-back'
  /** Its delivery has ended, and what follows that may have failed: the pipeline tells the end again and attempts nothing. */
  | 'told-again'
  /** A later generation stands for it. */
  | 'dropped'
  /** Somebody is sending it now: it stays where it is. */
  | 'left';

/** Decides by the ledger alone, as a pickup does; the record read consistently. */
export function redriven(copy: DeliveryCopy, record: LedgerRecord | null, nowMs: number): Redriven {
  switch (pickUp(copy, record, nowMs).kind) {
    case 'final':
      return 'told-again';
    case 'stale':
      return 'dropped';
    case 'live':
      return 'left';
    case 'dead':
    case 'expired':
    case 'go':
    case 'newer':
      return 'sent-back';
  }
}

/** A copy as this release reads it, or why it cannot. */
export function readDeadCopy(body: string): { readonly copy: DeliveryCopy } | { readonly problem: string } {
  const parsed = deliveryCopySchema.safeParse(parseJson(body));
  if (parsed.success) return { copy: parsed.data };
  const [issue] = parsed.error.issues;
  return { problem: `${issue?.path.join('.') || 'the body'}: ${issue?.message ?? 'is no copy'}` };
}
