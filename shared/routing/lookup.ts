/** What DNS says of where a domain takes its mail. */
export type MxLookup =
  | { readonly kind: 'hosts'; readonly hosts: readonly { readonly host: string; readonly preference: number }[] }
  /** The domain exists and names no hosts: it is its own host (RFC 5321 §5.1). */
  | { readonly kind: 'no-mx' }
  /** RFC 7505: the domain takes no mail. */
  | { readonly kind: 'null-mx' }
  /** NXDOMAIN. */
  | { readonly kind: 'no-such-domain' }
  /** SERVFAIL, or no answer in time. */
  | { readonly kind: 'failed'; readonly error: string };

export type LookUpMx = (domain: string) => Promise<MxLookup>;

/** What DNS says of where a host can be reached. */
export type AddressLookup =
  /** Public IPv4 addresses, at least one. */
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  | { readonly kind: 'none' }
  /** Only private, loopback or link-local ones, or others that are not reached over the Internet. */
  | { readonly kind: 'internal' }
  | { readonly kind: 'failed'; readonly error: string };

export type LookUpAddresses = (host: string) => Promise<AddressLookup>;
