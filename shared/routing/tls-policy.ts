import * as z from 'zod';
import { providerOfHost } from '../providers/catalog.ts';

/**
 * How mail travels to an MX host. `opportunistic`: encrypted where the host can, in clear where it cannot. `required`: encrypted
 * or not at all, whatever its certificate says. `verified`: and only to a host whose certificate, by a public authority, has
 * its name. A relay is always verified.
 */
export const tlsPolicySchema = z.enum(['opportunistic', 'required', 'verified']);
export type TlsPolicy = z.infer<typeof tlsPolicySchema>;

/** What holds at a host: the lane's policy, or the provider's where that asks for more. */
export function tlsPolicyAt(host: string, ofLane: TlsPolicy): TlsPolicy {
  if (ofLane !== 'opportunistic') return ofLane;
  return providerOfHost(host)?.tls ?? 'opportunistic';
}
