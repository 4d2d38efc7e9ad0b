/** A bound on the sessions of an invocation, shared by all its sites. */
export interface SessionPool {
  run<T>(work: () => Promise<T>): Promise<T>;
}

export function createSessionPool(size: number): SessionPool {
  const queue: (() => void)[] = [];
  let free = size;
  return {
    async run(work) {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => queue.push(resolve));
      try {
        return await work();
      } finally {
        const next = queue.shift();
        if (next) next();
        else free++;
      }
    },
  };
}
