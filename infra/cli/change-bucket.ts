import type { BucketState } from '#shared/bucket/state.ts';
import type { BucketStore, BucketWrite } from '#shared/bucket/write.ts';

/** Senders teach a bucket meanwhile; each try starts from what the last one found. */
const maxTries = 10;

/** Writes what `plan` makes of a bucket; false where there is none, or the plan is null. */
export async function changeBucket(
  buckets: BucketStore,
  key: string,
  plan: (known: BucketState) => BucketWrite | null,
): Promise<boolean> {
  let known = await buckets.read(key);
  for (let tries = 1; tries <= maxTries; tries++) {
    const write = known && plan(known);
    if (!write) return false;
    const result = await buckets.write(key, write);
    if (result.kind === 'written') return true;
    known = result.state;
  }
  throw new Error(`the bucket ${key} changes all the time; try again`);
}
