/** Does a piece of work when its turn comes. */
export type Turnstile = <T>(work: () => Promise<T>) => Promise<T>;

/** Lets at most `places` pieces of work run at once; the others wait in order. */
export function createTurnstile(places: number): Turnstile {
  const waiting: (() => void)[] = [];
  let free = places;
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((enter) => waiting.push(enter));
    try {
      return await work();
    } finally {
      // The place passes to whoever waits longest.
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
