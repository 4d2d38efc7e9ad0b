import { putSuppression, removeSuppression, scanSuppressions } from '#shared/adapters/suppression-entries.ts';
import { systemClock } from '#shared/adapters/system-clock.ts';
import { parseAddrSpec } from '#shared/mail/address.ts';
import { createClients } from './clients.ts';
import { type Arguments, type Command, exitCodes, UsageError } from './command.ts';
import { findResources, type Resources, resourceOptions } from './resources.ts';

const forms = 'list | add ADDRESS | remove ADDRESS';
const dayMs = 86_400_000;

/** `sluice suppression`: who is not written to. */
export const suppressionCommand: Command = {
  name: 'suppression',
  summary: 'lists who is not written to, and adds and removes addresses',
  positionals: forms,
  options: [
    ...resourceOptions,
    { name: 'lane', value: 'NAME', help: 'an entry for this lane alone (list: only these)' },
    { name: 'reason', value: 'TEXT', help: 'add: why (default: "added by an operator")' },
    { name: 'days', value: 'N', help: 'add: for so many days (default: for ever)' },
  ],
  notes: [
    'list    one entry a line: address, lane (* for all), since when, until when, reason; between tabs\n' +
      'remove  the next hard bounce of the address adds it again',
    'What is on its way to a recipient when an entry is made still goes out. Exit codes: 0 done; 1 there was no such entry;\n' +
      '2 it could not be done.',
  ],
  async run(args, io) {
    const [action, address, more] = args.positionals;
    const wrong = new UsageError(`suppression takes one of: ${forms}`);
    const resources = findResources(args, io);
    const table = tableOf(resources);
    const lane = laneOf(args, resources);
    using clients = createClients(resources);
    const nowMs = systemClock.now();
    if (action === 'list' && address === undefined) {
      for await (const entry of scanSuppressions(clients.dynamodb, table, nowMs)) {
        if (lane !== null && entry.lane !== lane) continue;
        const { recipient, reason, atMs, endsAtMs } = entry;
        io.out(`${[recipient, entry.lane ?? '*', timeOf(atMs), timeOf(endsAtMs), reason].join('\t')}\n`);
      }
      return exitCodes.ok;
    }
    if (address === undefined || more !== undefined) throw wrong;
    const recipient = addressOf(address);
    if (action === 'add') {
      const days = daysOf(args);
      const reason = args.values['reason'] ?? 'added by an operator';
      const endsAtMs = days === null ? null : nowMs + days * dayMs;
      await putSuppression(clients.dynamodb, table, { recipient, lane, reason, atMs: nowMs, endsAtMs });
      return exitCodes.ok;
    }
    if (action !== 'remove') throw wrong;
    if (await removeSuppression(clients.dynamodb, table, recipient, lane)) return exitCodes.ok;
    io.err(`sluice: ${recipient} has no entry${lane === null ? ' for all lanes' : ` for lane ${lane}`}\n`);
    return exitCodes.bad;
  },
};

function tableOf({ stack, outputs }: Resources): string {
  const table = outputs['SuppressionTable'];
  if (typeof table !== 'string') throw new UsageError(`stack ${stack} has no output SuppressionTable`);
  return table;
}

function laneOf({ values }: Arguments, { lanes }: Resources): string | null {
  const wanted = values['lane'];
  if (wanted === undefined || lanes.some(({ name }) => name === wanted)) return wanted ?? null;
  throw new UsageError(`there is no lane ${wanted}, only ${lanes.map(({ name }) => name).join(', ')}`);
}

/** With the domain as submissions have it. */
function addressOf(text: string): string {
  const parsed = parseAddrSpec(text);
  if ('problem' in parsed) throw new UsageError(`"${text}" ${parsed.problem}`);
  return parsed.address;
}

function daysOf({ values }: Arguments): number | null {
  if (values['days'] === undefined) return null;
  const days = Number(values['days']);
  if (!Number.isInteger(days) || days < 1 || days > 36_500) {
    throw new UsageError(`--days takes a number of days, not "${values['days']}"`);
  }
  return days;
}

function timeOf(ms: number | null): string {
  return ms === null ? '-' : new Date(ms).toISOString();
}
