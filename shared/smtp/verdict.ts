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

/** What Sluice concludes from a reply. */
export interface Verdict {
  readonly outcome: 'defer' | 'bounce';
  readonly kind: Kind;
  readonly scope: Scope;
  /** The rule that matched. */
  readonly rule: string;
  /** "Try again in N", 0 where the reply names no time. */
  readonly retryAfterMs: number;
}
