/** What a process remembers of the many names that it meets: a process may live for weeks, and a stranger's DNS makes names. */
export interface BoundedMap<V> {
  readonly size: number;
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): void;
}

/** A map that, when it holds more than `maxEntries`, forgets the entry that was not got or set for longest. */
export function createBoundedMap<V>(maxEntries: number): BoundedMap<V> {
  /** In the order of use: a Map keeps the order in which keys came. */
  const entries = new Map<string, { readonly value: V }>();

  function use(key: string, entry: { readonly value: V }): void {
    entries.delete(key);
    entries.set(key, entry);
  }

  return {
    get size() {
      return entries.size;
    },
    get(key) {
      const entry = entries.get(key);
      if (entry) use(key, entry);
      return entry?.value;
    },
    set(key, value) {
      use(key, { value });
      const [oldest] = entries.keys();
      if (oldest !== undefined && entries.size > maxEntries) entries.delete(oldest);
    },
    delete: (key) => void entries.delete(key),
  };
}
