import { systemClock } from '#shared/adapters/system-clock.ts';
import type { AuditReport } from '#shared/ledger/audit.ts';
import { awsUsage } from '../report/aws-usage.ts';
import { checkCopies } from '../report/check-copies.ts';
import { buildReport, type RunReport } from '../report/run-report.ts';
import type { LocalRun } from './local-run.ts';
import { mappingCaller } from './pipeline.ts';

/** Gathers what is known at the end of a run: the audit, the events, the receivers' own figures and file, the calls. */
export async function collectReport(
  { pipeline, receivers, tally, destinations }: LocalRun,
  {
    submitted,
    startedAtMs,
    audit,
  }: { readonly submitted: number; readonly startedAtMs: number; readonly audit: AuditReport },
): Promise<RunReport> {
  const endedAtMs = systemClock.now();
  const aws = pipeline.aws.calls();
  const [stats, receipts, accepted] = await Promise.all([
    receivers.stats(),
    receivers.receipts(),
    pipeline.acceptedIds(startedAtMs),
  ]);
  // Where its event has not told, a delivery is taken for one of ours: it then has to be in the file.
  const isLocal = (id: string) => {
    const name = tally.destinationOf(id);
    return name === undefined || destinations.isLocal(name);
  };
  return buildReport({
    submitted,
    startedAtMs,
    endedAtMs,
    audit,
    total: tally.total(),
    destinations: tally.destinations(),
    refusals: tally.refusals(),
    receivers: stats.filter(({ name }) => destinations.isLocal(name)),
    copies: checkCopies(accepted, receipts, isLocal),
    aws: awsUsage(aws, (caller) => !caller.startsWith('(') || caller === mappingCaller, audit.accepted),
  });
}
