import type { Clock } from '#shared/clock.ts';
import type { AuditReport } from '#shared/ledger/audit.ts';
import { type DestinationTally, finished } from '../report/tally.ts';

export interface DrainOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Submissions enqueued. */
  readonly submitted: number;
  readonly total: () => Readonly<DestinationTally>;
  readonly runAudit: () => Promise<AuditReport>;
}

const lookEveryMs = 250;
/** Where the events do not tell the end, the audit is asked this often. */
const auditEveryMs = 5_000;
/**
 * Given up when nothing has changed for so long: longer than a killed invocation's mail stays hidden (90 s, the visibility
 * time-out of stage local) and than its longest retry delay (15 s).
 */
const stalledAfterMs = 150_000;

/**
 * Waits until everything that was enqueued has come to its end, and returns the audit that says so; or the last one when
 * nothing moves any more, or mail is lost. Null when the signal aborts.
 */
export async function awaitDrained({
  clock,
  signal,
  submitted,
  total,
  runAudit,
}: DrainOptions): Promise<AuditReport | null> {
  let last = '';
  let changedAtMs = clock.now();
  let auditedAtMs = -Infinity;
  while (!signal.aborted) {
    const now = clock.now();
    const seen = total();
    const state = JSON.stringify(seen);
    if (state !== last) changedAtMs = now;
    last = state;

    const answered = seen.accepted + seen.refused + seen.suppressed;
    const isStalled = now - changedAtMs >= stalledAfterMs;
    const looksDone = answered >= submitted && finished(seen) >= seen.accepted;
    if (looksDone || isStalled || now - auditedAtMs >= auditEveryMs) {
      auditedAtMs = now;
      const audit = await runAudit();
      const isDone = audit.verdict === 'clean' && audit.accepted + seen.refused + seen.suppressed >= submitted;
      // Until the events agree, the figures by site are not complete.
      if ((isDone && looksDone) || isStalled || audit.verdict === 'lost') return audit;
    }
    await clock.sleep(lookEveryMs, signal);
  }
  return null;
}
