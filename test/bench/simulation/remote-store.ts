import type { BucketStore } from '#shared/bucket/write.ts';
import { createMemoryBucketStore } from '#test/support/memory-bucket-store.ts';
import { around } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The memory store behind a network: a call takes effect half-way through its time, so calls overtake one another. */
export function createRemoteStore(meanMs: number, time: VirtualTime, random: () => number) {
  const { store, states } = createMemoryBucketStore();
  /** Writes asked for, by key, refused ones too. */
  const writes = new Map<string, number>();
  const startMs = time.now();
  const operationsBySecond: number[] = [];
  const remote = async <T>(call: () => Promise<T>): Promise<T> => {
    const second = Math.floor((time.now() - startMs) / 1000);
    operationsBySecond[second] = (operationsBySecond[second] ?? 0) + 1;
    await time.sleep(around(meanMs / 2, random));
    const result = await call();
    await time.sleep(around(meanMs / 2, random));
    return result;
  };
  const buckets: BucketStore = {
    read: (key) => remote(() => store.read(key)),
    write(key, write) {
      writes.set(key, (writes.get(key) ?? 0) + 1);
      return remote(() => store.write(key, write));
    },
  };
  return { store: buckets, states, writes, operationsBySecond };
}
