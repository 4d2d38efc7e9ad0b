import type { Attention } from '#shared/attention/attention.ts';

/** A block of the site `a.test`, met once at 1,000 ms. */
export function anAttention(changes: Partial<Attention> = {}): Attention {
  return {
    egress: 'main',
    site: 'a.test',
    kind: 'blocked',
    scope: 'site',
    fromDomain: null,
    lane: 'bulk',
    host: 'mx.a.test',
    rule: 'address-listed',
    count: 1,
    firstAtMs: 1_000,
    lastAtMs: 1_000,
    replies: [{ atMs: 1_000, text: '554 blocked' }],
    untilMs: 7_201_000,
    isEverywhere: false,
    toldAtMs: 1_000,
    ...changes,
  };
}
