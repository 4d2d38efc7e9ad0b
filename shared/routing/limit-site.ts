/** Why a limit for this site could have no effect at these egresses; null where it can have one. */
export function limitSiteFault(
  site: string,
  egresses: readonly { readonly kind: 'mx' | 'relay'; readonly host?: string }[],
): string | null {
  if (site !== site.toLowerCase()) return `sites are lower case: write "${site.toLowerCase()}"`;
  const hosts = egresses.flatMap(({ host }) => (host === undefined ? [] : [host]));
  if (hosts.length < egresses.length || hosts.includes(site)) return null;
  return `under "relay" all mail goes to the relay, and its limits are what counts; name ${hosts.join(' or ')}`;
}
