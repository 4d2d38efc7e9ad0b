import { applyWrite } from '#shared/bucket/apply.ts';
import type { BucketState } from '#shared/bucket/state.ts';
import type { BucketStore } from '#shared/bucket/write.ts';

/** Buckets in memory; `onWrite` sees each write that was carried out. */
export function createMemoryBucketStore(onWrite: (key: string, state: BucketState) => void = () => undefined) {
  const states = new Map<string, BucketState>();
  /** Writes carried out, by key. */
  const writes = new Map<string, number>();
  const counts = { reads: 0, written: 0, refused: 0 };
  const store: BucketStore = {
    async read(key) {
      counts.reads++;
      return states.get(key) ?? null;
    },
    async write(key, write) {
      const result = applyWrite(states.get(key) ?? null, write);
      if (result.kind === 'written') {
        counts.written++;
        writes.set(key, (writes.get(key) ?? 0) + 1);
        states.set(key, result.state);
        onWrite(key, result.state);
      } else counts.refused++;
      return result;
    },
  };
  return { store, states, counts, writes };
}
