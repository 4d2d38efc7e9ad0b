import { getDomain } from 'tldts';
import { providerNamed, providerOfHost } from '../providers/catalog.ts';
import type { Contact } from '../providers/provider.ts';

/**
 * Whom to write to about a site: what its provider names, else the postmaster of the host's organizational domain, who must
 * exist (RFC 5321 §4.5.1); null where neither is known.
 */
export function contactOf(site: string, host: string | null): Contact | null {
  const provider = providerNamed(site) ?? (host === null ? undefined : providerOfHost(host));
  if (provider) {
    const { postmaster } = provider;
    return 'url' in postmaster ? { url: postmaster.url } : { address: postmaster.address };
  }
  const domain = host === null ? null : getDomain(host);
  return domain === null ? null : { address: `postmaster@${domain}` };
}

export function formatContact(contact: Contact): string {
  return 'url' in contact ? contact.url : contact.address;
}
