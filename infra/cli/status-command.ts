import { scanBuckets } from '#shared/adapters/dynamodb-bucket-scan.ts';
import { createDynamoBucketStore } from '#shared/adapters/dynamodb-bucket-store.ts';
import { createLiveLimitStore } from '#shared/adapters/dynamodb-live-limits.ts';
import { systemClock } from '#shared/adapters/system-clock.ts';
import { createEgressLimits } from '#shared/bucket/egress-limits.ts';
import { everySite } from '#shared/bucket/every-site.ts';
import { overlay } from '#shared/bucket/live-limits.ts';
import { type Look, statusOf } from '#shared/bucket/status.ts';
import { type Clients, createClients } from './clients.ts';
import { type Command, exitCodes, type Io, UsageError } from './command.ts';
import { formatStatus, type SiteRow, type StatusReport } from './format-status.ts';
import { laneDepths } from './lane-depths.ts';
import { findLimiter, type Limiter } from './limiter.ts';
import { nothingHeld, readHeld } from './read-held.ts';
import { findResources, resourceOptions } from './resources.ts';

const defaultSeconds = 5;

/** `sluice status [SITE]`: what each site takes, what it is given, and why. */
export const statusCommand: Command = {
  name: 'status',
  summary: 'shows each site: how fast and with how many connections it is used, what waits, and what taught that',
  positionals: '[SITE]',
  options: [
    ...resourceOptions,
    {
      name: 'seconds',
      value: 'N',
      help: `look twice, so long apart, to see the rate in use (default ${defaultSeconds}; 0: once)`,
    },
    { name: 'json', help: 'print everything as JSON, with rates per second and times in ms since the epoch' },
  ],
  notes: [
    'Slots are connections: in use, the limit as told or learned, and the smallest number that was refused; at "all sites"\n' +
      'they are invocations. Paced is mail that has an appointment at a site, estimated; with ">" more may wait.\n' +
      'Without SITE the whole bucket table is read, five times.',
    'Below the sites: what waits for a human ("sluice holds" lets it go), and what the lanes hold.',
    'Exit codes: 0 shown; 1 no such site has been met; 2 it could not be looked for.',
  ],
  async run(args, io) {
    const [site, more] = args.positionals;
    if (more !== undefined) throw new UsageError(`status takes one site, not "${more}" too`);
    const seconds = readSeconds(args.values['seconds']);
    const resources = findResources(args, io);
    const limiter = findLimiter(resources);
    using clients = createClients(resources);

    const read = () => (site === undefined ? readAll(clients, limiter, io) : readSite(site, clients, limiter));
    const earlier = seconds > 0 ? await read() : new Map<string, Look>();
    if (io.isTerminal && seconds > 0) io.err(`\rlooking for ${seconds} s `);
    await systemClock.sleep(seconds * 1000);
    if (io.isTerminal) io.err('\r\u001b[K');
    const looks = await read();
    if (site !== undefined && looks.size === 0) {
      io.err(`sluice: no bucket of site "${site}"; "sluice status" lists those that were met\n`);
      return exitCodes.bad;
    }
    const report: StatusReport = {
      atMs: systemClock.now(),
      seconds,
      sites: await rowsOf(looks, earlier, clients, limiter),
      held: site === undefined ? await readHeld(clients, limiter, systemClock.now()) : nothingHeld,
      lanes: laneDepths(resources.lanes, await clients.readDepths()),
    };
    io.out(args.switches.has('json') ? `${JSON.stringify(report, null, 2)}\n` : formatStatus(report));
    return exitCodes.ok;
  },
};

/** By key. */
type Looks = Map<string, Look>;

async function readAll(clients: Clients, { bucketTable }: Limiter, io: Io): Promise<Looks> {
  const looks: Looks = new Map();
  for await (const { egress, site, state } of scanBuckets(clients.dynamodb, bucketTable)) {
    if (state) looks.set(`${egress}#${site}`, { state, atMs: systemClock.now() });
    else io.err(`sluice: the bucket ${egress}#${site} cannot be read\n`);
  }
  return looks;
}

async function readSite(site: string, clients: Clients, { bucketTable, egresses }: Limiter): Promise<Looks> {
  const store = createDynamoBucketStore(clients.dynamodb, bucketTable);
  const looks: Looks = new Map();
  for (const { name } of egresses) {
    const state = await store.read(`${name}#${site}`);
    if (state) looks.set(`${name}#${site}`, { state, atMs: systemClock.now() });
  }
  return looks;
}

/** Buckets of egresses that are no longer configured are left out. */
async function rowsOf(looks: Looks, earlier: Looks, clients: Clients, limiter: Limiter): Promise<SiteRow[]> {
  const rows: SiteRow[] = [];
  for (const egress of limiter.egresses) {
    const live = await createLiveLimitStore(clients.dynamodb, limiter.bucketTable, egress.name).readConsistent();
    const { table } = overlay(limiter.configured, live);
    // How many sessions an invocation has is the lanes' matter; so the number of slots of all sites together stays open.
    const limits = createEgressLimits(egress, () => table, 1, systemClock.now);
    const prefix = `${egress.name}#`;
    for (const [key, look] of looks) {
      if (!key.startsWith(prefix)) continue;
      const site = key.slice(prefix.length);
      const held = { ...limits.of(site), ...(site === everySite ? { maxSlots: Infinity } : {}) };
      rows.push({ egress: egress.name, site, ...statusOf(look, held, earlier.get(key) ?? null) });
    }
  }
  return rows;
}

function readSeconds(text: string | undefined): number {
  if (text === undefined) return defaultSeconds;
  const seconds = Number(text);
  if (text === '' || !(seconds >= 0 && seconds <= 600)) {
    throw new UsageError(`--seconds takes seconds from 0 to 600, not "${text}"`);
  }
  return seconds;
}
