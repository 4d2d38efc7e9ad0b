/** What a reply is about. */
export type Kind =
  | 'connections'
  | 'rate'
  | 'recycle'
  | 'busy'
  | 'greylist'
  | 'reputation'
  | 'blocked'
  | 'authentication'
  | 'content'
  | 'recipient-rate'
  | 'mailbox-full'
  | 'no-such-recipient'
  | 'mailbox-disabled'
  | 'recipient-policy'
  | 'message-size'
  | 'quota-sender'
  | 'protocol'
  | 'routing';

/** What a reaction to a reply applies to, from the narrowest to the widest. */
export type Scope = 'recipient' | 'message' | 'connection' | 'host' | 'site' | 'from-domain' | 'egress';

/**
 * What is done about a reply. `retry`: this message later. `recycle`: a new connection, no penalty. `slow`: the site's bucket
 * learns. `suspend`: nothing to the site for the duration. `hold`: the From-domain's mail waits for a human. `stop`: the
 * egress at this site, or at all sites where the scope is `egress`, waits for a human. `bounce`: not tried again.
 */
export type ActionName = 'retry' | 'recycle' | 'slow' | 'suspend' | 'hold' | 'stop' | 'bounce';

export interface Action {
  readonly name: ActionName;
  /** 0: the bucket's law, or the retry schedule, decides. */
  readonly durationMs: number;
}

/** What Sluice concludes from a reply. */
export interface Verdict {
  readonly outcome: 'defer' | 'bounce';
  readonly kind: Kind;
  readonly scope: Scope;
  readonly action: Action;
  /** The rule that matched. */
  readonly rule: string;
  /** "Try again in N", 0 where the reply names no time. */
  readonly retryAfterMs: number;
}

/** About one message or recipient, not about those after it. */
export const isNarrow = (scope: Scope): boolean => scope === 'message' || scope === 'recipient';

/** How long the action lasts: what the rule says, or what the reply asks for where that is longer. */
export function delayOf({ action, retryAfterMs }: Pick<Verdict, 'action' | 'retryAfterMs'>): number {
  return Math.max(action.durationMs, retryAfterMs);
}
