import { isIPv4 } from 'node:net';
import { config } from '#infra/config.ts';
import { ConfigError, resolveConfig } from '#infra/config/resolve-config.ts';
import type { PipelineConfig } from '#infra/config/schema.ts';
import { createResolver, createSenderZone } from '#shared/adapters/sender-zone.ts';
import { normaliseDomain } from '#shared/mail/domain.ts';
import { domainOf } from '#shared/mail/delivery.ts';
import { checkSender, type Sender } from '#shared/sender-dns/check-sender.ts';
import { type Arguments, type Command, exitCodes, UsageError } from './command.ts';
import { createSpfEvaluator } from '#shared/adapters/spf.ts';
import { formatFindings } from './format-findings.ts';
import { readSigningKeys } from './signing-keys.ts';

/** `sluice dns`: what receivers find in DNS about this sender, and what to publish. */
export const dnsCommand: Command = {
  name: 'dns',
  summary: 'looks at what receivers see of you in DNS: PTR, SPF, DKIM, DMARC, MX, block lists',
  positionals: '[DOMAIN…]',
  options: [
    { name: 'stage', value: 'NAME', help: 'of infra/config.ts (default prod)' },
    {
      name: 'address',
      value: 'IP[,IP]',
      help: 'what mail leaves by: the Elastic IPs, in the order of the mx egresses',
    },
    { name: 'keys', help: 'compare with the private keys in Secrets Manager, and print what to publish of them' },
    { name: 'server', value: 'IP[:PORT]', help: 'the name server to ask (default: as this machine does)' },
    { name: 'json', help: 'one JSON object a finding' },
  ],
  notes: [
    'Without DOMAIN: the From-domains, keys and return path of infra/config.ts. Block lists refuse to answer public resolvers;\n' +
      'what did not answer is shown as ?, and is no fault.',
    'Exit codes: 0 no fault was found; 1 there are faults; 2 it could not be looked.',
  ],
  async run(args, io) {
    const known = configured(args.values['stage'] ?? 'prod');
    const resolver = resolverOf(args.values['server']);
    const sender: Sender = {
      addresses: addressesOf(args, known),
      ...domainsOf(args.positionals, known),
      keys: await readSigningKeys(known.dkim, args.switches.has('keys')),
    };
    if (sender.fromDomains.length === 0) {
      throw new UsageError('infra/config.ts names no From-domain without a wildcard: give DOMAIN');
    }
    const findings = await checkSender(sender, createSenderZone(resolver), createSpfEvaluator(resolver));
    if (args.switches.has('json')) for (const finding of findings) io.out(`${JSON.stringify(finding)}\n`);
    else io.out(formatFindings(findings));
    return findings.some(({ state }) => state === 'fault') ? exitCodes.bad : exitCodes.ok;
  },
};

function configured(stage: string): PipelineConfig {
  try {
    return resolveConfig(config, stage);
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError(error.message);
    throw error;
  }
}

function resolverOf(server: string | undefined) {
  try {
    return createResolver(server);
  } catch {
    throw new UsageError(`--server takes an address such as 192.0.2.53 or 127.0.0.1:5353, not "${server ?? ''}"`);
  }
}

/** Of each mx egress; under a relay the receivers see the relay. */
function addressesOf({ values }: Arguments, { egresses }: PipelineConfig): Sender['addresses'] {
  const own = egresses.filter((egress) => egress.kind === 'mx');
  const given = values['address']?.split(',') ?? [];
  const wrong = given.find((address) => !isIPv4(address));
  if (wrong !== undefined) throw new UsageError(`--address takes IPv4 addresses, not "${wrong}"`);
  if (given.length > 0 && given.length !== own.length) {
    throw new UsageError(`there are ${own.length} egresses of kind "mx": give as many addresses`);
  }
  return own.flatMap(({ ehloName }, index) => {
    const address = given[index];
    return address === undefined ? [] : [{ address, ehloName }];
  });
}

function domainsOf(given: readonly string[], { senders, dkim, returnPath }: PipelineConfig) {
  for (const domain of given) {
    if (normaliseDomain(domain) !== domain) throw new UsageError(`"${domain}" is no domain in lower case and A-labels`);
  }
  const named = [...senders.flatMap(({ domains }) => domains), ...dkim.map(({ domain }) => domain)];
  const all = given.length > 0 ? given : named.filter((domain) => !domain.includes('*'));
  const fromDomains = [...new Set(all)];
  if (given.length > 0 || !returnPath) return { fromDomains, returnDomains: fromDomains };
  return {
    fromDomains,
    returnDomains: [returnPath.kind === 'fixed' ? domainOf(returnPath.address) : returnPath.domain],
  };
}
