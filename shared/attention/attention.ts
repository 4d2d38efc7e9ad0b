import type { Kind, Scope } from '../smtp/verdict.ts';

/** The kinds that a human can do something about: a listed address, a bad name, records that are missing or wrong. */
export const attentionKinds = ['blocked', 'reputation', 'authentication'] as const satisfies readonly Kind[];
export type AttentionKind = (typeof attentionKinds)[number];

export function needsAttention(kind: string): kind is AttentionKind {
  return attentionKinds.some((known) => known === kind);
}

/** One thing for a human to mend, however many messages met it. */
export interface Cause {
  readonly egress: string;
  readonly site: string;
  readonly kind: AttentionKind;
  /** What Sluice's reaction applies to. */
  readonly scope: 'message' | 'site' | 'from-domain' | 'egress';
  /** The From-domain that is refused; null where it is none's matter. */
  readonly fromDomain: string | null;
}

/** What receivers said of a cause, and what is done about it: the evidence that their postmaster asks for. */
export interface Attention extends Cause {
  /** The lane whose mail met it last. */
  readonly lane: string;
  /** The receiver's host that said so last; null where it is not known. */
  readonly host: string | null;
  /** The rule that matched last. */
  readonly rule: string;
  /** Refusals so far. */
  readonly count: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  /** The first reply and the last ones, scrubbed of addresses, at most `maxReplies`. */
  readonly replies: readonly ReplyAt[];
  /** Until then mail waits, or waited; null where only the messages themselves are affected. */
  readonly untilMs: number | null;
  /** The mail waits at all sites, not at this one alone. */
  readonly isEverywhere: boolean;
  /** When an event told of it last. */
  readonly toldAtMs: number;
}

export interface ReplyAt {
  readonly atMs: number;
  readonly text: string;
}

/** Refusals of one cause, as an invocation gathered them. */
export type Sighting = Omit<Attention, 'toldAtMs'>;

export interface AttentionStore {
  /**
   * Puts in the place of what is known of a cause what `next` makes of it; null leaves it. `next` is asked again where somebody
   * else was quicker. Returns what stands there then.
   */
  change(cause: Cause, next: (known: Attention | null) => Attention | null): Promise<Attention | null>;
}

/** One event a cause and day: as often as a human wants to be reminded. */
export const periodMs = 24 * 3_600_000;
/** What was not met for so long has been mended; the same again is new. */
export const mendedAfterMs = 2 * periodMs;
const maxReplies = 3;

/** What is known of a cause after it was met again, and whether an event is to tell of it. */
export function meetAgain(
  known: Attention | null,
  sighting: Sighting,
  nowMs: number,
): { readonly attention: Attention; readonly isTold: boolean } {
  const before = known && sighting.firstAtMs - known.lastAtMs < mendedAfterMs ? known : null;
  const isTold = !before || nowMs - before.toldAtMs >= periodMs;
  return {
    isTold,
    attention: {
      ...sighting,
      count: sighting.count + (before?.count ?? 0),
      firstAtMs: Math.min(sighting.firstAtMs, before?.firstAtMs ?? Infinity),
      replies: firstAndLast([...(before?.replies ?? []), ...sighting.replies]),
      untilMs: latest(sighting.untilMs, before?.untilMs ?? null),
      isEverywhere: sighting.isEverywhere,
      toldAtMs: isTold ? nowMs : (before?.toldAtMs ?? nowMs),
    },
  };
}

/** The first reply shows how it began, the last ones how it stands. */
export function firstAndLast(replies: readonly ReplyAt[]): ReplyAt[] {
  const [first, ...others] = replies;
  return first ? [first, ...others.slice(1 - maxReplies)] : [];
}

function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

/** The scope of a cause: what is narrower than a site affects messages only; a host's block is its site's. */
export function causeScope(scope: Scope): Cause['scope'] {
  switch (scope) {
    case 'recipient':
    case 'message':
    case 'connection':
      return 'message';
    case 'host':
    case 'site':
      return 'site';
    case 'from-domain':
    case 'egress':
      return scope;
  }
}
