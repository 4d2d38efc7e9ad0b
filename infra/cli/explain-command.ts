import { systemClock } from '#shared/adapters/system-clock.ts';
import { explain } from '#shared/ledger/explain.ts';
import type { LedgerReader } from '#shared/ledger/ledger.ts';
import { createClients } from './clients.ts';
import { type Command, exitCodes, UsageError } from './command.ts';
import { rangeOptions, readRange } from './range.ts';
import { findResources, resourceOptions } from './resources.ts';

/** `sluice explain ID`: all that is known of one delivery. */
export const explainCommand: Command = {
  name: 'explain',
  summary: 'tells all that is known of one delivery',
  positionals: 'ID',
  options: [...resourceOptions, ...rangeOptions],
  notes: [
    'ID is the delivery id: 22 characters, in every event (sluice.deliveryId), log line and audit.',
    'The days are those in which its acceptance is looked for.',
    'Exit codes: 0 explained; 1 no such delivery is known; 2 it could not be looked for.',
  ],
  async run(args, io) {
    const [id, more] = args.positionals;
    if (id === undefined || more !== undefined) throw new UsageError('explain takes one delivery id');
    if (!/^[A-Za-z0-9_-]{22}$/.test(id)) {
      throw new UsageError(`"${id}" is not a delivery id: 22 letters, digits, "-" or "_"`);
    }
    const nowMs = systemClock.now();
    const range = readRange(args, nowMs);
    using clients = createClients(findResources(args, io));
    const [records, accepted] = await Promise.all([
      clients.reader.readConsistent([id]),
      findAcceptance(clients.reader, id, range),
    ]);
    const record = records.get(id) ?? null;
    io.out(`Delivery ${id}\n${explain(record, accepted, nowMs).join('\n')}\n`);
    return record || accepted ? exitCodes.ok : exitCodes.bad;
  },
};

/** The first manifest that names the delivery: it may have been submitted again since. */
async function findAcceptance(reader: LedgerReader, id: string, { fromMs, toMs }: { fromMs: number; toMs: number }) {
  let first: { acceptedAtMs: number } | null = null;
  for await (const { acceptedAtMs, ids } of reader.accepted(fromMs, toMs)) {
    if (acceptedAtMs < (first?.acceptedAtMs ?? Number.POSITIVE_INFINITY) && ids.includes(id)) first = { acceptedAtMs };
  }
  return first;
}
