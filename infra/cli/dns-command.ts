import { isIPv4 } from 'node:net';
import { domainsToCheck } from '#infra/config/domains-to-check.ts';
import { readConfig } from '#infra/config/read-config.ts';
import { ConfigError, resolveConfig } from '#infra/config/resolve-config.ts';
import type { PipelineConfig } from '#infra/config/schema.ts';
import { createResolver, createSenderZone } from '#shared/adapters/sender-zone.ts';
import { normaliseDomain } from '#shared/mail/domain.ts';
import { checkSender, type Sender } from '#shared/sender-dns/check-sender.ts';
import { type Arguments, type Command, exitCodes, type Io, UsageError } from './command.ts';
import { createSpfEvaluator } from '#shared/adapters/spf.ts';
import { formatFindings } from './format-findings.ts';
import { findResources, resourceOptions } from './resources.ts';
import { readSigningKeys } from './signing-keys.ts';

/** `sluice dns`: what receivers find in DNS about this sender, and what to publish. */
export const dnsCommand: Command = {
  name: 'dns',
  summary: 'looks at what receivers see of you in DNS: PTR, SPF, DKIM, DMARC, MX, block lists',
  positionals: '[DOMAIN…]',
  options: [
    { name: 'config', value: 'FILE', help: 'the configuration (default infra/config.ts)' },
    { name: 'stage', value: 'NAME', help: 'its stage (default prod)' },
    ...resourceOptions,
    {
      name: 'address',
      value: 'IP[,IP]',
      help: 'what mail leaves by, in the order of the mx egresses (else: as configured or deployed)',
    },
    { name: 'keys', help: 'compare with the private keys in Secrets Manager, and print what to publish of them' },
    { name: 'server', value: 'IP[:PORT]', help: 'the name server to ask (default: as this machine does)' },
    { name: 'json', help: 'one JSON object a finding' },
  ],
  notes: [
    'Without DOMAIN: the From-domains, keys and return path of the configuration. Block lists refuse to answer public resolvers;\n' +
      'what did not answer is shown as ?, and is no fault. So is what hangs on the address of an egress that is not deployed yet.',
    'Exit codes: 0 no fault was found; 1 there are faults; 2 it could not be looked.',
  ],
  async run(args, io) {
    const known = await configured(args);
    const resolver = resolverOf(args.values['server']);
    const sender: Sender = {
      addresses: addressesOf(args, known, io),
      ...domainsOf(args.positionals, known),
      keys: await readSigningKeys(known.dkim, args.switches.has('keys')),
    };
    if (sender.fromDomains.length === 0) {
      throw new UsageError('the configuration names no From-domain without a wildcard: give DOMAIN');
    }
    const findings = await checkSender(sender, createSenderZone(resolver), createSpfEvaluator(resolver));
    if (args.switches.has('json')) for (const finding of findings) io.out(`${JSON.stringify(finding)}\n`);
    else io.out(formatFindings(findings));
    if (sender.addresses.some(({ address }) => address === null)) {
      io.err('sluice: an address is not known: give --resources with the outputs of the deploy, or --address\n');
    }
    if (findings.every(({ state }) => state === 'unknown')) {
      io.err('sluice: no name server answered\n');
      return exitCodes.usage;
    }
    return findings.some(({ state }) => state === 'fault') ? exitCodes.bad : exitCodes.ok;
  },
};

async function configured({ values }: Arguments): Promise<PipelineConfig> {
  const file = values['config'] ?? 'infra/config.ts';
  try {
    return resolveConfig(await readConfig(file), values['stage'] ?? 'prod');
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError(`${file}: ${error.message}`);
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

/** Of each mx egress, null where it is not known yet; under a relay the receivers see the relay. */
function addressesOf(args: Arguments, { egresses }: PipelineConfig, io: Pick<Io, 'env'>): Sender['addresses'] {
  const own = egresses.filter((egress) => egress.kind === 'mx');
  const given = args.values['address']?.split(',');
  if (given === undefined) {
    const deployed = deployedAddresses(args, io);
    return own.map(({ ehloName, elasticIp }) => ({
      address: elasticIp?.address ?? deployed.get(ehloName) ?? null,
      ehloName,
    }));
  }
  const wrong = given.find((address) => !isIPv4(address));
  if (wrong !== undefined) throw new UsageError(`--address takes IPv4 addresses, not "${wrong}"`);
  if (given.length !== own.length) {
    throw new UsageError(`there are ${own.length} egresses of kind "mx": give as many addresses`);
  }
  return own.map(({ ehloName }, index) => ({ address: given[index] ?? null, ehloName }));
}

/** By the name in EHLO. The stack has an output for the A record of each egress: `mta1.example.com. A 203.0.113.7`. */
function deployedAddresses(args: Arguments, io: Pick<Io, 'env'>): ReadonlyMap<string, string> {
  const isDeployed = (args.values['resources'] ?? io.env['SLUICE_OUTPUTS'] ?? '') !== '';
  const outputs = isDeployed ? Object.values(findResources(args, io).outputs) : [];
  return new Map(
    outputs.flatMap((value): [string, string][] => {
      const [, ehloName, address] = (typeof value === 'string' && /^(\S+)\. A ([\d.]+)$/.exec(value)) || [];
      return ehloName === undefined || address === undefined ? [] : [[ehloName, address]];
    }),
  );
}

function domainsOf(given: readonly string[], config: PipelineConfig) {
  for (const domain of given) {
    if (normaliseDomain(domain) !== domain) throw new UsageError(`"${domain}" is no domain in lower case and A-labels`);
  }
  return given.length === 0 ? domainsToCheck(config) : { fromDomains: given, returnDomains: given };
}
