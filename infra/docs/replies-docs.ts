import type { Provider } from '#shared/providers/provider.ts';
import { providers } from '#shared/providers/catalog.ts';
import { genericRules } from '#shared/smtp/generic-rules.ts';
import type { Conclusion } from '#shared/smtp/rule.ts';
import { markdownTable, withBlocks } from './markdown.ts';

/** The page with its tables made from the code. */
export function withReplyTables(page: string): string {
  return withBlocks(page, { providers: providerTable, rules: ruleTable });
}

function providerTable(): string {
  const head = ['name', 'hosts', 'connections', 'per connection', 'rate', 'TLS', 'own rules', 'postmaster'];
  return markdownTable(head, providers.map(providerRow));
}

function providerRow({ name, mxSuffixes, sampleHosts, limits, tls, rules, postmaster }: Provider): string[] {
  const hosts = mxSuffixes.length > 0 ? mxSuffixes : sampleHosts;
  return [
    name,
    hosts.map((host) => `\`${host}\``).join(' '),
    String(limits.connections ?? ''),
    String(limits.messagesPerConnection ?? ''),
    limits.rate ?? '',
    tls,
    String(rules.length),
    'url' in postmaster ? `<${postmaster.url}>` : postmaster.address,
  ];
}

function ruleTable(): string {
  return markdownTable(
    ['rule', 'kind', 'outcome', 'scope', 'source'],
    genericRules.map(({ name, then, source }) => [name, then.kind, outcomeOf(then), then.scope, source]),
  );
}

function outcomeOf({ outcome }: Conclusion): string {
  return outcome === 'by-code' ? 'by code' : outcome;
}
