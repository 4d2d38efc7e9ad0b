import type { Receipt } from '../receivers/receipt.ts';

/** What differs between what was accepted and what the receivers hold. */
export interface CopyFaults {
  /** Accepted for a local receiver, and in no receiver's file. */
  readonly missing: readonly string[];
  /** In a receiver's file more than once. */
  readonly doubled: readonly string[];
  /** In a receiver's file, though never accepted; `(none)` for a copy without a delivery id. */
  readonly unexpected: readonly string[];
}

/** Holds the accepted ids against the receivers' copies. `isLocal`: whether a local receiver takes this delivery. */
export function checkCopies(
  accepted: ReadonlySet<string>,
  receipts: readonly Receipt[],
  isLocal: (deliveryId: string) => boolean,
): CopyFaults {
  const copies = new Map<string, number>();
  for (const { deliveryId } of receipts) {
    const id = deliveryId ?? '(none)';
    copies.set(id, (copies.get(id) ?? 0) + 1);
  }
  return {
    missing: [...accepted].filter((id) => !copies.has(id) && isLocal(id)),
    doubled: [...copies].filter(([id, count]) => count > 1 && accepted.has(id)).map(([id]) => id),
    unexpected: [...copies.keys()].filter((id) => !accepted.has(id)),
  };
}
