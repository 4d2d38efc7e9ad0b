/** Who may send as whom: an SQS SenderId (exact, or a prefix ending in `*`) and domains (exact, `*.example.com`, or `*`). */
export interface SenderRule {
  readonly senderId: string;
  readonly domains: readonly string[];
}

/** The domain patterns that a sender may use: those of every rule that names it. */
export function domainsFor(senderId: string, rules: readonly SenderRule[]): string[] {
  return rules
    .filter((rule) =>
      rule.senderId.endsWith('*') ? senderId.startsWith(rule.senderId.slice(0, -1)) : senderId === rule.senderId,
    )
    .flatMap((rule) => rule.domains);
}

/** Whether a domain (lower case, A-labels) is among the patterns. `*.example.com` does not stand for `example.com` itself. */
export function isAllowedDomain(domain: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const lower = pattern.toLowerCase();
    if (lower === '*') return true;
    return lower.startsWith('*.')
      ? domain.endsWith(lower.slice(1)) && domain.length > lower.length - 1
      : domain === lower;
  });
}
