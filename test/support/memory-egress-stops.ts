import type { EgressStopStore } from '#shared/bucket/egress-stop.ts';
import type { WordHold } from '#shared/bucket/word-hold.ts';

/** Stops of egresses in memory. */
export function createMemoryEgressStops(): EgressStopStore & { readonly stops: Map<string, WordHold> } {
  const stops = new Map<string, WordHold>();
  return {
    stops,
    read: async (egress) => stops.get(egress) ?? null,
    async change(egress, next) {
      const hold = next(stops.get(egress) ?? null);
      if (hold) stops.set(egress, hold);
      return stops.get(egress) ?? null;
    },
  };
}
