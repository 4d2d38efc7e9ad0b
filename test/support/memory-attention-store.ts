import type { Attention, AttentionStore, Cause } from '#shared/attention/attention.ts';

/** What asks for a human, in memory. */
export function createMemoryAttentionStore(): AttentionStore & { readonly all: () => readonly Attention[] } {
  const known = new Map<string, Attention>();
  const keyOf = ({ egress, site, scope, fromDomain, kind }: Cause) => [egress, site, scope, fromDomain, kind].join('#');
  return {
    all: () => [...known.values()],
    async change(cause, next) {
      const attention = next(known.get(keyOf(cause)) ?? null);
      if (attention) known.set(keyOf(cause), attention);
      return known.get(keyOf(cause)) ?? null;
    },
  };
}
