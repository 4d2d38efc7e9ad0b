import type { LedgerReader } from '#shared/ledger/ledger.ts';
import type { LedgerRecord } from '#shared/ledger/record.ts';

export interface MemoryReader extends LedgerReader {
  readonly batches: { acceptedAtMs: number; ids: readonly string[] }[];
  readonly records: Map<string, LedgerRecord>;
  /** How many ids each read asked for. */
  readonly reads: number[];
}

export function createMemoryReader(): MemoryReader {
  const batches: MemoryReader['batches'] = [];
  const records = new Map<string, LedgerRecord>();
  const reads: number[] = [];
  return {
    batches,
    records,
    reads,
    async *accepted() {
      yield* batches;
    },
    async readConsistent(ids) {
      reads.push(ids.length);
      return new Map(
        ids.flatMap((id) => {
          const record = records.get(id);
          return record ? [[id, record] as const] : [];
        }),
      );
    },
  };
}

export function aRecord(id: string, changes: Partial<LedgerRecord> = {}): LedgerRecord {
  return {
    id,
    state: 'delivered',
    generation: 1,
    doubts: 0,
    attempts: 1,
    lane: 'bulk',
    site: 'gmail',
    updatedAtMs: 0,
    notes: [],
    ...changes,
  };
}
