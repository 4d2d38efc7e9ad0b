import { parseRate, type SiteLimits } from '#shared/bucket/limits.ts';
import type { Provider } from '#shared/providers/provider.ts';
import type { Fault } from './fault.ts';
import { lintOrigin } from './lint-origin.ts';
import { lintRules } from './lint-rules.ts';

/** A connection lives no longer than the deliver function's time-out, ms. */
const longestSessionMs = 300_000;

/** The faults of the providers, in the order in which they are asked. `generic`: the names of the generic rules. */
export function lintProviders(providers: readonly Provider[], generic: readonly string[]): Fault[] {
  return providers.flatMap((provider, index) => {
    const at = `provider ${provider.name}`;
    const earlier = providers.slice(0, index);
    const isDouble = earlier.some(({ name }) => name === provider.name);
    const taken = [...generic, ...earlier.flatMap(({ rules }) => rules.map(({ name }) => name))];
    return [
      ...(isDouble ? [{ at, fault: 'another provider has this name', fix: 'give it a name of its own' }] : []),
      ...lintOrigin(at, provider),
      ...lintContact(at, provider),
      ...lintSuffixes(at, provider, earlier),
      ...lintHosts(at, provider, earlier),
      ...lintLimits(at, provider.limits),
      ...lintRules(at, provider.rules, taken),
    ];
  });
}

function lintContact(at: string, { postmaster }: Provider): Fault[] {
  const isGood = 'url' in postmaster ? URL.canParse(postmaster.url) : /^[^@\s]+@[^@\s]+$/.test(postmaster.address);
  return [
    ...(isGood ? [] : [{ at, fault: 'its postmaster cannot be reached', fix: 'give a full URL or an address' }]),
    ...lintOrigin(`${at}, its postmaster`, postmaster),
  ];
}

function lintSuffixes(at: string, provider: Provider, earlier: readonly Provider[]): Fault[] {
  return provider.mxSuffixes.flatMap((suffix, index): Fault[] => {
    if (!/^(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?){2,}$/.test(suffix)) {
      const fix = 'write ".example.net": a dot first, lower case, at least two labels, no dot at the end';
      return [{ at, fault: `the suffix "${suffix}" can never match`, fix }];
    }
    const own = provider.mxSuffixes.find((other, place) => place !== index && suffix.endsWith(other));
    if (own !== undefined) {
      return [{ at, fault: `its suffix "${own}" covers its suffix "${suffix}"`, fix: `take out "${suffix}"` }];
    }
    for (const other of earlier) {
      const covering = other.mxSuffixes.find((candidate) => suffix.endsWith(candidate));
      if (covering === undefined) continue;
      const fix = `put ${provider.name} before ${other.name}, or narrow "${covering}"`;
      return [{ at, fault: `"${covering}" of ${other.name} covers its suffix "${suffix}"`, fix }];
    }
    return [];
  });
}

function lintHosts(at: string, provider: Provider, earlier: readonly Provider[]): Fault[] {
  const { mxSuffixes, relayHost, sampleHosts } = provider;
  if (mxSuffixes.length === 0 && !relayHost) {
    return [{ at, fault: 'no host leads to it', fix: 'give it an MX suffix or a relay host' }];
  }
  const unseen = mxSuffixes.filter((suffix) => !sampleHosts.some((host) => `.${host}`.endsWith(suffix)));
  return [
    ...unseen.map((suffix) => ({ at, fault: `no sample host has the suffix "${suffix}"`, fix: 'add a host that has' })),
    ...(relayHost && !sampleHosts.some((host) => relayHost.test(host))
      ? [{ at, fault: 'no sample host is its relay', fix: 'add one, or correct relayHost' }]
      : []),
    ...sampleHosts.flatMap((host): Fault[] => {
      if (!isHostOf(provider, host))
        return [{ at, fault: `its sample host ${host} is not its own`, fix: 'add its suffix' }];
      const other = earlier.find((candidate) => isHostOf(candidate, host));
      return other ? [{ at, fault: `${host} belongs to ${other.name} first`, fix: 'narrow one of the two' }] : [];
    }),
  ];
}

function isHostOf({ mxSuffixes, relayHost }: Provider, host: string): boolean {
  return mxSuffixes.some((suffix) => `.${host}`.endsWith(suffix)) || (relayHost?.test(host) ?? false);
}

/** At its rate, a connection sends so many messages in its life, and so many connections have one to send. */
export function lintLimits(at: string, { connections, messagesPerConnection, rate }: SiteLimits): Fault[] {
  if (rate === undefined) return [];
  let messages: number;
  try {
    const { messages: count, perMs } = parseRate(rate);
    messages = (count / perMs) * longestSessionMs;
  } catch (error) {
    return [{ at, fault: error instanceof Error ? error.message : String(error), fix: 'correct its rate' }];
  }
  const most = Math.floor(messages);
  const unreachable = (what: string, limit: number): Fault => ({
    at,
    fault: `${what} ${limit} is never reached at ${rate}, which lets ${most} messages through while a connection lives`,
    fix: `lower it to ${Math.max(1, most)} or less, or raise the rate`,
  });
  return [
    ...(messagesPerConnection !== undefined && messagesPerConnection > messages
      ? [unreachable('messagesPerConnection', messagesPerConnection)]
      : []),
    ...(connections !== undefined && connections > messages ? [unreachable('connections', connections)] : []),
  ];
}
