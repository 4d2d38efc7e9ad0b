/** A counting semaphore, first come first served. */
export interface Permits {
  acquire(): Promise<void>;
  release(): void;
}

export function createPermits(limit: number): Permits {
  let taken = 0;
  const waiting: (() => void)[] = [];
  return {
    async acquire() {
      if (taken >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
      else taken += 1;
    },
    release() {
      const next = waiting.shift();
      if (next) next();
      else taken -= 1;
    },
  };
}
