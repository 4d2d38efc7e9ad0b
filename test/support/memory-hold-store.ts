import type { Hold, HoldStore } from '#shared/bucket/hold.ts';

/** Holds in memory. */
export function createMemoryHoldStore(): HoldStore {
  const holds = new Map<string, readonly Hold[]>();
  return {
    read: async (fromDomain) => holds.get(fromDomain) ?? [],
    async set(fromDomain, hold, forgotten, nowMs) {
      const known = holds.get(fromDomain) ?? [];
      if (known.some(({ site, untilMs }) => site === hold.site && untilMs > nowMs)) return false;
      const kept = known.filter(({ site }) => site !== hold.site && !forgotten.includes(site));
      holds.set(fromDomain, [...kept, hold]);
      return true;
    },
  };
}
