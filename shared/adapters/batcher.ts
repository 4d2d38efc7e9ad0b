/** Batch limits of SQS and SNS: 10 entries and, since 2025, 1 MiB of bodies a call (SQS); SNS takes 256 KB. */
export interface BatchLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** A batch that is not full is sent when nothing was added for this long, ms. */
  readonly lingerMs: number;
}

export interface Batcher<T> {
  /** Resolves when the entry is durable; rejects if it is not, after the sender's own retries. */
  add(entry: T, sizeBytes: number): Promise<void>;
  /** Sends what is waiting for a full batch. */
  flush(): void;
}

/**
 * Gathers entries into batch calls. `send` returns, per entry, null or the error: an entry that failed rejects alone, and
 * a call that throws rejects each of its entries.
 */
export function createBatcher<T>(
  limits: BatchLimits,
  send: (entries: readonly T[]) => Promise<readonly (Error | null)[]>,
): Batcher<T> {
  interface Waiting {
    entry: T;
    resolve: () => void;
    reject: (error: Error) => void;
  }
  let waiting: Waiting[] = [];
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    bytes = 0;
    send(batch.map(({ entry }) => entry)).then(
      (results) =>
        batch.forEach(({ resolve, reject }, index) => {
          const error = results[index];
          // A missing result is a fault of the sender: never taken for success.
          if (error === null) resolve();
          else reject(error ?? new Error('the batch call returned no result for this entry'));
        }),
      (error: unknown) =>
        batch.forEach(({ reject }) => reject(error instanceof Error ? error : new Error(String(error)))),
    );
  }

  return {
    add(entry, sizeBytes) {
      if (waiting.length > 0 && bytes + sizeBytes > limits.maxBytes) flush();
      const added = new Promise<void>((resolve, reject) => waiting.push({ entry, resolve, reject }));
      bytes += sizeBytes;
      if (waiting.length >= limits.maxEntries) flush();
      else {
        // What comes steadily fills its batch: each entry waits for nine more at most.
        clearTimeout(timer);
        timer = setTimeout(flush, limits.lingerMs);
      }
      return added;
    },
    flush,
  };
}
