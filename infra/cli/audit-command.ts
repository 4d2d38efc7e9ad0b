import { writeFileSync } from 'node:fs';
import { systemClock } from '#shared/adapters/system-clock.ts';
import { audit, type AuditReport } from '#shared/ledger/audit.ts';
import { createClients } from './clients.ts';
import { type Command, exitCodes, UsageError } from './command.ts';
import { formatAudit } from './format-audit.ts';
import { rangeOptions, readRange } from './range.ts';
import { findResources, resourceOptions } from './resources.ts';

const defaultConfirmSeconds = 60;

/** `sluice audit`: is everything that was accepted accounted for? */
export const auditCommand: Command = {
  name: 'audit',
  summary: 'holds what was accepted against what became of it, and names what is lost',
  positionals: '',
  options: [
    ...resourceOptions,
    ...rangeOptions,
    { name: 'json', value: 'FILE', help: 'write the report to FILE besides' },
    {
      name: 'confirm',
      value: 'SECONDS',
      help: `look again after so long before calling anything lost: SQS counts late (default ${defaultConfirmSeconds})`,
    },
  ],
  notes: ['Exit codes: 0 clean; 1 lost (each id follows the table); 3 still draining; 2 the audit could not be made.'],
  async run(args, io) {
    if (args.positionals.length > 0) throw new UsageError(`audit takes no "${args.positionals[0] ?? ''}"`);
    const range = readRange(args, systemClock.now());
    const confirmMs = readConfirm(args.values['confirm']) * 1000;
    using clients = createClients(findResources(args, io));
    const report = await audit(clients.reader, range, clients.readDepths, {
      clock: systemClock,
      confirmAfterMs: confirmMs > 0 ? [confirmMs / 2, confirmMs / 2] : [],
      onProgress: ({ accepted }) => {
        if (io.isTerminal) io.err(`\r${accepted} deliveries read `);
      },
    });
    if (io.isTerminal) io.err('\r\u001b[K');
    io.out(formatAudit(report, range));
    const { json } = args.values;
    if (json !== undefined) writeReport(json, report, range);
    return exitCodeOf(report);
  },
};

function exitCodeOf({ verdict }: AuditReport): number {
  switch (verdict) {
    case 'clean':
      return exitCodes.ok;
    case 'lost':
      return exitCodes.bad;
    case 'draining':
      return exitCodes.draining;
  }
}

function readConfirm(text: string | undefined): number {
  if (text === undefined) return defaultConfirmSeconds;
  const seconds = Number(text);
  if (text === '' || !(seconds >= 0 && seconds <= 3600)) {
    throw new UsageError(`--confirm takes seconds from 0 to 3600, not "${text}"`);
  }
  return seconds;
}

function writeReport(file: string, report: AuditReport, { fromMs, toMs }: { fromMs: number; toMs: number }): void {
  const from = new Date(fromMs).toISOString();
  const to = new Date(toMs).toISOString();
  try {
    writeFileSync(file, `${JSON.stringify({ from, to, ...report }, null, 2)}\n`);
  } catch (error) {
    throw new UsageError(`cannot write ${file} (${error instanceof Error ? error.message : String(error)})`);
  }
}
