import { writeFileSync } from 'node:fs';
import { systemClock } from '#shared/adapters/system-clock.ts';
import type { Campaign } from '../campaign/campaign.ts';
import { enqueue } from '../campaign/enqueue.ts';
import { startProgress } from '../report/progress-printer.ts';
import { renderReport } from '../report/render-report.ts';
import { awaitDrained } from './await-drained.ts';
import { collectReport } from './collect-report.ts';
import { exitCodes } from './exit-codes.ts';
import type { LocalRun } from './local-run.ts';
import type { Output } from './output.ts';

/** Enqueues a campaign, shows its progress until everything has come to its end, and reports. Resolves with the exit code. */
export async function sendCampaign(run: {
  readonly campaign: Campaign;
  readonly localRun: LocalRun;
  readonly output: Output;
  /** Where the report goes as data. */
  readonly json: string | null;
  readonly signal: AbortSignal;
}): Promise<number> {
  const { campaign, localRun, output, json, signal } = run;
  const { pipeline, receivers, destinations, tally } = localRun;
  const startedAtMs = systemClock.now();
  const expected = new Map<string, number>();
  for (const [domain, count] of campaign.domains) {
    const name = destinations.nameOf(domain);
    expected.set(name, (expected.get(name) ?? 0) + count);
  }
  using progress = startProgress(
    () => ({
      seconds: (systemClock.now() - startedAtMs) / 1000,
      expected,
      destinations: tally.destinations(),
      receivers: receivers.latest(),
    }),
    output,
  );

  await enqueue(campaign, pipeline.userSqs, pipeline.submitQueueUrl, signal);
  const audit = await awaitDrained({
    clock: systemClock,
    signal,
    submitted: campaign.size,
    total: tally.total,
    runAudit: () => pipeline.runAudit(startedAtMs),
  });
  progress.stop();
  if (!audit) return exitCodes.interrupted;

  const report = await collectReport(localRun, { submitted: campaign.size, audit, startedAtMs });
  output.write(`\n${renderReport(report)}`);
  if (json !== null) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  return report.ok ? exitCodes.ok : exitCodes.differs;
}
