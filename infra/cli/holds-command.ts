import { createDynamoAttention } from '#shared/adapters/dynamodb-attention.ts';
import { createDynamoBucketStore } from '#shared/adapters/dynamodb-bucket-store.ts';
import { createDynamoEgressStops } from '#shared/adapters/dynamodb-egress-stops.ts';
import { releaseHolds } from '#shared/adapters/dynamodb-holds.ts';
import { systemClock } from '#shared/adapters/system-clock.ts';
import type { Attention } from '#shared/attention/attention.ts';
import { contactOf } from '#shared/attention/contact.ts';
import { letterTo } from '#shared/attention/letter.ts';
import { reopen } from '#shared/bucket/reopen.ts';
import { isHeld } from '#shared/bucket/word-hold.ts';
import { changeBucket } from './change-bucket.ts';
import { type Clients, createClients } from './clients.ts';
import { type Command, exitCodes, type Io, UsageError } from './command.ts';
import { formatHeld } from './format-held.ts';
import { chooseEgress, egressOption, findLimiter, type Limiter } from './limiter.ts';
import { readHeld } from './read-held.ts';
import { findResources, resourceOptions } from './resources.ts';

const forms = 'list | letter NAME | release NAME';

/** `sluice holds`: what waits for a human, whom to write to, and how the mail goes on. */
export const holdsCommand: Command = {
  name: 'holds',
  summary: 'lists what waits for a human, writes the letter to a postmaster, and lets the mail go again',
  positionals: forms,
  options: [...resourceOptions, egressOption],
  notes: [
    'list     stopped egresses, held From-domains, and what receivers block, distrust or do not believe\n' +
      'letter   to the postmaster of a site, or of those who refuse a From-domain or an egress, with the evidence\n' +
      'release  ends what holds an egress, a From-domain or a site of this name, in the whole fleet within 30 s; mail that\n' +
      '         waits comes within the next quarter of an hour. Where the cause is still there it is held again.',
    'Exit codes: 0 done; 1 nothing of this name waits; 2 it could not be done.',
  ],
  async run(args, io) {
    const [action, name, more] = args.positionals;
    const resources = findResources(args, io);
    const limiter = findLimiter(resources);
    using clients = createClients(resources);
    if (action === 'list' && name === undefined) {
      const nowMs = systemClock.now();
      const lines = formatHeld(await readHeld(clients, limiter, nowMs), nowMs);
      io.out(lines.length > 0 ? lines.join('\n') : 'Nothing waits for a human.\n');
      return exitCodes.ok;
    }
    if (name === undefined || more !== undefined || (action !== 'letter' && action !== 'release')) {
      throw new UsageError(`holds takes one of: ${forms}`);
    }
    const egresses = args.values['egress'] === undefined ? limiter.egresses : [chooseEgress(args, limiter.egresses)];
    const chosen = { ...limiter, egresses };
    const done = action === 'letter' ? await letters(name, chosen, clients) : await release(name, chosen, clients);
    return tell(done, name, io);
  },
};

function tell(done: readonly string[], name: string, io: Io): number {
  if (done.length === 0) {
    io.err(`sluice: nothing waits under the name "${name}"; "sluice holds list" shows what does\n`);
    return exitCodes.bad;
  }
  io.out(`${done.join('\n')}\n`);
  return exitCodes.ok;
}

async function letters(name: string, { bucketTable, egresses }: Limiter, { dynamodb }: Clients): Promise<string[]> {
  const written: string[] = [];
  for await (const attention of createDynamoAttention(dynamodb, bucketTable).all()) {
    const egress = egresses.find((candidate) => candidate.name === attention.egress);
    if (!egress || !isNamed(attention, name)) continue;
    written.push(letterTo(contactOf(attention.site, attention.host), attention, egress), '');
  }
  return written;
}

async function release(name: string, { bucketTable, egresses }: Limiter, { dynamodb }: Clients): Promise<string[]> {
  const done: string[] = [];
  const stops = createDynamoEgressStops(dynamodb, bucketTable);
  const stop = await stops.read(name);
  if (stop && (await stops.remove(name)) && isHeld(stop)) done.push(`egress ${name} sends again`);
  if (await releaseHolds(dynamodb, bucketTable, name, systemClock.now())) done.push(`the mail of ${name} goes again`);

  const buckets = createDynamoBucketStore(dynamodb, bucketTable);
  for (const egress of egresses) {
    const isOpened = await changeBucket(buckets, `${egress.name}#${name}`, (known) =>
      known.law.mode === 'stopped' ? reopen(known, systemClock.now()) : null,
    );
    if (isOpened) done.push(`${name} takes mail of egress ${egress.name} again`);
  }
  const calls = createDynamoAttention(dynamodb, bucketTable);
  for await (const attention of calls.all()) {
    const isChosen = attention.scope === 'from-domain' || egresses.some((egress) => egress.name === attention.egress);
    if (!isChosen || !isNamed(attention, name)) continue;
    await calls.forget(attention);
    if (done.length === 0) done.push(`what was known of ${name} is forgotten`);
  }
  return done;
}

/** Whether somebody who names an egress, a From-domain or a site means this. */
function isNamed({ scope, site, egress, fromDomain }: Attention, name: string): boolean {
  switch (scope) {
    case 'egress':
      return name === egress || name === site;
    case 'from-domain':
      return name === fromDomain || name === site;
    case 'site':
    case 'message':
      return name === site;
  }
}
