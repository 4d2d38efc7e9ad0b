import type { SigningKey } from './dkim-key.ts';

export type KeyAnswer =
  | ({ readonly kind: 'key' } & SigningKey)
  /** No key is configured for the domain: its mail goes out unsigned by us. */
  | { readonly kind: 'none' }
  /** A key is configured and cannot be used: the mail waits, it is not sent unsigned. */
  | { readonly kind: 'fault'; readonly reason: string };

/** The key that signs mail of a From-domain. */
export type FindSigningKey = (fromDomain: string) => Promise<KeyAnswer>;
