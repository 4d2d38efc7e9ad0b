import { type Cause, causeScope, firstAndLast, type ReplyAt } from '#shared/attention/attention.ts';
import { formatReply, type Reply, scrub } from '#shared/smtp/reply.ts';
import type { Scope } from '#shared/smtp/verdict.ts';

/** One message, or connection, that a receiver pushed back. */
export interface Refusal {
  readonly site: string;
  readonly host: string | null;
  readonly fromDomain: string;
  /** Null where none was read. */
  readonly reply: Reply | null;
  readonly error: string | null;
  readonly rule: string;
  readonly kind: string;
  readonly scope: Scope;
  /** Until when mail waits for it; null where only this message does. */
  readonly untilMs: number | null;
  /** It waits at all sites. */
  readonly isEverywhere: boolean;
}

/** Refusals of one kind and rule at a site. */
export interface RefusalGroup extends Pick<Refusal, 'site' | 'host' | 'rule' | 'kind' | 'untilMs' | 'isEverywhere'> {
  readonly scope: Cause['scope'];
  /** Null where the scope is no From-domain's. */
  readonly fromDomain: string | null;
  readonly count: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly replies: readonly ReplyAt[];
}

/** What receivers pushed back while an invocation ran, gathered so that it is told once and not once a message. */
export interface Refusals {
  note(refusal: Refusal): void;
  /** What was gathered since the last take. */
  take(): readonly RefusalGroup[];
}

/** Evidence holds more of a reply than the ledger: what a postmaster looks for often stands at its end. */
const maxEvidenceChars = 400;

export function createRefusals(now: () => number): Refusals {
  let groups = new Map<string, RefusalGroup>();
  return {
    note(refusal) {
      const { site, host, rule, kind, untilMs, isEverywhere, reply, error } = refusal;
      const scope = causeScope(refusal.scope);
      const fromDomain = scope === 'from-domain' ? refusal.fromDomain : null;
      const key = [site, kind, rule, scope, fromDomain].join('\n');
      const atMs = now();
      const known = groups.get(key);
      const text = reply ? formatReply(reply, maxEvidenceChars) : scrub(error ?? '', maxEvidenceChars);
      groups.set(key, {
        site,
        host,
        rule,
        kind,
        scope,
        fromDomain,
        count: (known?.count ?? 0) + 1,
        firstAtMs: known?.firstAtMs ?? atMs,
        lastAtMs: atMs,
        replies: firstAndLast([...(known?.replies ?? []), { atMs, text }]),
        untilMs: untilMs === null ? (known?.untilMs ?? null) : Math.max(untilMs, known?.untilMs ?? 0),
        isEverywhere: isEverywhere || (known?.isEverywhere ?? false),
      });
    },
    take() {
      const taken = [...groups.values()];
      groups = new Map();
      return taken;
    },
  };
}
