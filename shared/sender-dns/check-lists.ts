import { reverseName } from './check-ptr.ts';
import type { Finding } from './finding.ts';
import type { Zone } from './zone.ts';

interface BlockList {
  readonly name: string;
  readonly lists: 'addresses' | 'domains';
  readonly zone: string;
  /** Where a listing is looked up and removed. */
  readonly help: string;
}

/** Lists that large receivers ask. Answers in 127.0.0.0/24 (domains: 127.0.1.0/24) are listings (docs.spamhaus.com, return codes). */
const blockLists: readonly BlockList[] = [
  { name: 'Spamhaus ZEN', lists: 'addresses', zone: 'zen.spamhaus.org', help: 'https://check.spamhaus.org' },
  { name: 'SpamCop', lists: 'addresses', zone: 'bl.spamcop.net', help: 'https://www.spamcop.net/bl.shtml' },
  {
    name: 'Barracuda',
    lists: 'addresses',
    zone: 'b.barracudacentral.org',
    help: 'https://www.barracudacentral.org/rbl/removal-request',
  },
  { name: 'Spamhaus DBL', lists: 'domains', zone: 'dbl.spamhaus.org', help: 'https://check.spamhaus.org' },
];

/** What Spamhaus answers for an open or too busy resolver: no word about the address. */
const isRefusal = (answer: string): boolean => answer.startsWith('127.255.255.');
/** 127.0.0.10 and .11: the network's owner says that no mail comes from there (PBL); a mail server's address is taken out on request. */
const isPolicy = (answer: string): boolean => answer === '127.0.0.10' || answer === '127.0.0.11';

/** Whether block lists hold an address or a domain. */
export async function checkLists(about: string, lists: 'addresses' | 'domains', zone: Zone): Promise<Finding> {
  const asked = blockLists.filter((list) => list.lists === lists);
  const answers = await Promise.all(
    asked.map(async (list) => {
      const name = lists === 'addresses' ? reverseName(about, list.zone) : `${about}.${list.zone}`;
      const answer = await zone.a(name);
      if (answer.kind === 'none') return { list, says: 'clear' as const };
      if (answer.kind === 'failed' || answer.values.some(isRefusal)) return { list, says: 'unknown' as const };
      return { list, says: answer.values.every(isPolicy) ? ('policy' as const) : ('listed' as const) };
    }),
  );
  const of = (wanted: string) => answers.filter(({ says }) => says === wanted).map(({ list }) => list);
  const found = (state: Finding['state'], says: string): Finding => ({ check: 'lists', about, state, says });
  const tell = (wanted: readonly BlockList[]) => wanted.map(({ name, help }) => `${name} (${help})`).join(', ');
  const [listed, policy, unknown] = [of('listed'), of('policy'), of('unknown')];
  if (listed.length > 0) return found('fault', `listed by ${tell(listed)}: find the cause first, then ask for removal`);
  if (policy.length > 0) return found('fault', `an address from which no mail is expected, says ${tell(policy)}`);
  if (unknown.length === asked.length) {
    return found('unknown', 'no list answered: they refuse public resolvers; ask through a resolver of your own');
  }
  const silent = unknown.length > 0 ? `; no answer of ${unknown.map(({ name }) => name).join(', ')}` : '';
  return found(
    'good',
    `not listed by ${of('clear')
      .map(({ name }) => name)
      .join(', ')}${silent}`,
  );
}
