import type { Address } from './address.ts';

/** The addresses, each once, in order: `ada@EXAMPLE.org` and `ada@example.org` are one recipient (domains are normalised already). */
export function uniqueRecipients(addresses: readonly Address[]): string[] {
  return [...new Set(addresses.map(({ address }) => address))];
}
