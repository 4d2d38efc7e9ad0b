/** An answer of DNS. `none`: the name, or records of this type, do not exist; `failed`: nobody could say. */
export type Answer<T> =
  | { readonly kind: 'found'; readonly values: readonly T[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly error: string };

/** DNS, as far as a sender's own records need it. No method rejects. */
export interface Zone {
  /** The strings of each record joined (RFC 7208 §3.3). */
  txt(name: string): Promise<Answer<string>>;
  a(name: string): Promise<Answer<string>>;
  /** In the order of preference; a null MX (RFC 7505) is an empty name. */
  mx(name: string): Promise<Answer<string>>;
  /** The names of an IPv4 address. */
  ptr(address: string): Promise<Answer<string>>;
}
