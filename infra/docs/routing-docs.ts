import { consequences, type UnroutableKind } from '#shared/routing/unroutable.ts';
import { markdownTable, withBlocks } from './markdown.ts';

/** The page with its table made from the code. */
export function withRoutingTable(page: string): string {
  return withBlocks(page, { nowhere: nowhereTable });
}

/** What DNS says where mail goes nowhere; test/receivers/direct-mx.test.ts provokes each. */
const causes: Readonly<Record<UnroutableKind, string>> = {
  'null-mx': 'a null MX: the domain takes no mail (RFC 7505)',
  'no-such-domain': 'NXDOMAIN: there is no such domain',
  'no-mail-host':
    'no host with a public IPv4 address: neither MX nor address, IPv6 alone, hosts that do not exist, private or loopback addresses, `localhost`, addresses in the place of hosts',
  loop: 'the best host is the sender itself (its `ehloName`)',
  'dns-failed': 'SERVFAIL, REFUSED, no answer in time; for one host, and no good answer for any other',
};

function nowhereTable(): string {
  return markdownTable(
    ['DNS says', 'the mail', 'status', 'rule'],
    Object.entries(consequences).map(([kind, { outcome, status }]) => [
      causes[kind as UnroutableKind],
      outcome === 'bounce' ? 'bounces' : 'waits, and is tried again',
      `\`${status}\``,
      `\`${kind}\``,
    ]),
  );
}
