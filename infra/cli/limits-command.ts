import { createDynamoBucketStore } from '#shared/adapters/dynamodb-bucket-store.ts';
import { createLiveLimitStore, type LiveLimitStore } from '#shared/adapters/dynamodb-live-limits.ts';
import { systemClock } from '#shared/adapters/system-clock.ts';
import { everySite } from '#shared/bucket/every-site.ts';
import { forget } from '#shared/bucket/forget.ts';
import { formatLimits, parseLimits } from '#shared/bucket/limits.ts';
import type { BucketStore } from '#shared/bucket/write.ts';
import { normaliseDomain } from '#shared/mail/domain.ts';
import { providers } from '#shared/providers/catalog.ts';
import type { Egress } from '#shared/routing/egress.ts';
import { limitSiteFault } from '#shared/routing/limit-site.ts';
import { changeBucket } from './change-bucket.ts';
import { createClients } from './clients.ts';
import { type Arguments, type Command, exitCodes, type Io, UsageError } from './command.ts';
import { formatLimitTable } from './format-limits.ts';
import { chooseEgress, egressOption, findLimiter, type Limiter } from './limiter.ts';
import { findResources, resourceOptions } from './resources.ts';

const forms = 'show [SITE] | set SITE LIMIT… | unset SITE | forget SITE';

/** `sluice limits`: what is told to the fleet of its sites, and what it is to forget. */
export const limitsCommand: Command = {
  name: 'limits',
  summary: 'shows and sets the limits that hold at sites, without a deploy',
  positionals: forms,
  options: [...resourceOptions, egressOption],
  notes: [
    'show    what is set, and what is configured\n' +
      'set     replaces all limits of a site, in the whole fleet within 30 s: limits set gmail "5 connections" 60/10s\n' +
      '        A limit is "5 connections", "60/10s", "1,000/h" or "50 per connection"; what has none is learned. A domain\n' +
      '        that is named becomes a site of its own with the next batches.\n' +
      'unset   goes back to what is configured\n' +
      'forget  forgets what was learned of a site: it is met as a new one. Connections that are open stay counted.',
    'Exit codes: 0 done; 2 it could not be done.',
  ],
  async run(args, io) {
    const [action, site, ...texts] = args.positionals;
    const resources = findResources(args, io);
    const limiter = findLimiter(resources);
    if (action === 'show' && texts.length === 0) {
      using clients = createClients(resources);
      return show(
        site ?? null,
        args,
        limiter,
        (name) => createLiveLimitStore(clients.dynamodb, limiter.bucketTable, name),
        io,
      );
    }
    if (site === undefined || !isAction(action) || (action === 'set') !== texts.length > 0) {
      throw new UsageError(`limits takes one of: ${forms}`);
    }
    const limits = parse(texts);
    const egress = chooseEgress(args, limiter.egresses);
    using clients = createClients(resources);
    const buckets = createDynamoBucketStore(clients.dynamodb, limiter.bucketTable);
    const live = createLiveLimitStore(clients.dynamodb, limiter.bucketTable, egress.name);
    const place = `${site} at egress ${egress.name}`;
    switch (action) {
      case 'set':
        await checkSite(site, egress, buckets);
        await live.set(site, limits);
        io.out(`${place}: ${limits.join(', ')}. In force in the whole fleet within 30 s.\n`);
        return exitCodes.ok;
      case 'unset': {
        const set = Object.keys(await live.readConsistent());
        if (!set.includes(site))
          throw new UsageError(`nothing is set for ${place}; set are: ${set.join(', ') || 'none'}`);
        await live.set(site, null);
        const configured = formatLimits(limiter.configured[site] ?? {}).join(', ') || 'none, all is learned';
        io.out(`${place}: as configured (${configured}). In force in the whole fleet within 30 s.\n`);
        return exitCodes.ok;
      }
      case 'forget':
        if (!(await changeBucket(buckets, `${egress.name}#${site}`, (known) => forget(known, systemClock.now())))) {
          throw new UsageError(`${site} was never met at egress ${egress.name}: there is nothing to forget`);
        }
        io.out(`${place}: what was learned is forgotten.\n`);
        return exitCodes.ok;
    }
  },
};

type Action = 'set' | 'unset' | 'forget';

function isAction(text: string | undefined): text is Action {
  return text === 'set' || text === 'unset' || text === 'forget';
}

async function show(
  site: string | null,
  args: Arguments,
  { egresses, configured }: Limiter,
  storeOf: (egress: string) => LiveLimitStore,
  io: Io,
): Promise<number> {
  const chosen = args.values['egress'] === undefined ? egresses : [chooseEgress(args, egresses)];
  for (const { name } of chosen) io.out(formatLimitTable(name, site, configured, await storeOf(name).readConsistent()));
  return exitCodes.ok;
}

/** As they are printed, whatever way they were written. */
function parse(texts: readonly string[]): string[] {
  try {
    return formatLimits(parseLimits(texts));
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** A limit for a site that nobody meets would go unnoticed. */
async function checkSite(site: string, egress: Egress, buckets: BucketStore): Promise<void> {
  if (site === everySite) throw new UsageError('the limits of an egress in total stand in its configuration');
  const fault = limitSiteFault(site, [egress]);
  if (fault !== null) throw new UsageError(`${site}: ${fault}`);
  if (egress.kind === 'relay' || normaliseDomain(site) === site) return;
  if (providers.some(({ name }) => name === site) || (await buckets.read(`${egress.name}#${site}`))) return;
  const names = providers.map(({ name }) => name).join(', ');
  throw new UsageError(`"${site}" is no domain, no known provider (${names}), and no site that was met`);
}
