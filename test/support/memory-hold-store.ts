import type { Hold, HoldStore } from '#shared/bucket/hold.ts';

/** Holds in memory. */
export function createMemoryHoldStore(): HoldStore {
  const holds = new Map<string, Hold>();
  return {
    read: async (fromDomain) => holds.get(fromDomain) ?? null,
    async set(fromDomain, hold, nowMs) {
      if ((holds.get(fromDomain)?.untilMs ?? 0) > nowMs) return false;
      holds.set(fromDomain, hold);
      return true;
    },
  };
}
