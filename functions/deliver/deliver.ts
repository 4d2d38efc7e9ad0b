import { dueAtMs } from '#shared/mail/due-at.ts';
import { createTurnstile } from '#shared/turnstile.ts';
import type { DeliverDeps, Invocation } from './deps.ts';
import { createEgressPass } from './egress-pass.ts';
import { createEnds, type Ends } from './ends.ts';
import { withoutHeld } from './hold-back.ts';
import { type End, giveBack, type Job } from './job.ts';
import type { Batch } from './read-batch.ts';
import { routeJobs } from './route-jobs.ts';
import { runSite } from './site-run.ts';
import { tellRefusals } from './tell-refusals.ts';
import { triage } from './triage.ts';

/**
 * Delivers a batch of copies: what the ledger says of each, where each goes, then site by site under the site's bucket.
 * Returns the end of every message.
 */
export async function deliver(
  { jobs, unread }: Batch,
  invocation: Invocation,
  deps: DeliverDeps,
): Promise<Map<string, End>> {
  const ends = createEnds(deps.log);
  for (const [messageId, end] of unread) ends.set(messageId, end());
  const { leaders, followers } = oneCopyEach(jobs);

  const known = await withRecords(leaders, deps);
  const due = await triageAll(known, ends, deps);
  const routed = await routeJobs(due, ends, deps);
  const sites = await Promise.all(routed.map((site) => withoutHeld(site, ends, deps)));
  // A bound on the sessions of the invocation, shared by all its sites.
  const inTurn = createTurnstile(deps.settings.maxSessions);
  const isDue = due.some((job) => job.copy.hops > 0);
  const pass = createEgressPass(due.length, isDue, invocation, deps);
  try {
    // All of them end before the egress is left, whatever happens to one.
    const runs = sites.map((site) => runSite(site, { ends, inTurn, pass }, invocation, deps));
    for (const run of await Promise.allSettled(runs)) {
      if (run.status === 'rejected') deps.log.error('a site ended by a fault of ours', { error: run.reason });
    }
  } finally {
    await pass
      .leave()
      .catch((error: unknown) => deps.log.warn('the egress could not be left; its lease will end', { error }));
  }

  const settled = await ends.settled();
  await tellRefusals(deps);
  const endOf = (messageId: string) => settled.get(followers.get(messageId) ?? messageId) ?? giveBack;
  return new Map([...jobs.map(({ messageId }) => messageId), ...unread.keys()].map((id) => [id, endOf(id)]));
}

/** Of several copies of one delivery in a batch the newest goes, and the others end as it does. */
function oneCopyEach(jobs: readonly Job[]): { leaders: Job[]; followers: Map<string, string> } {
  const leaders = new Map<string, Job>();
  for (const job of jobs) {
    const leader = leaders.get(job.copy.id);
    if (!leader || leader.copy.generation < job.copy.generation) leaders.set(job.copy.id, job);
  }
  const followers = new Map<string, string>();
  for (const job of jobs) {
    const leader = leaders.get(job.copy.id);
    if (leader && leader !== job) followers.set(job.messageId, leader.messageId);
  }
  return { leaders: [...leaders.values()], followers };
}

async function withRecords(jobs: readonly Job[], deps: DeliverDeps): Promise<Job[]> {
  observeAges(jobs, deps);
  const records = await deps.ledger.read(jobs.map((job) => job.copy.id));
  return jobs.map((job) => ({ ...job, record: records.get(job.copy.id) ?? null }));
}

/** Of mail that was not tried yet: what receivers pushed back keeps to its schedule, and what is for later waits for its time. */
function observeAges(jobs: readonly Job[], { clock, meter, settings }: DeliverDeps): void {
  const { lane, retrySchedule } = settings;
  for (const { copy } of jobs) {
    const ageMs = clock.now() - dueAtMs(copy, retrySchedule.giveUpAfterMs);
    if (copy.attempts === 0 && ageMs >= 0) meter.observeAge('AgeAtPickupSeconds', ageMs / 1000, { lane });
  }
}

/** The jobs that are to be attempted; the others' ends are on their way. */
async function triageAll(jobs: readonly Job[], ends: Ends, deps: DeliverDeps): Promise<Job[]> {
  const decided = await Promise.allSettled(jobs.map((job) => triage(job, deps)));
  return decided.flatMap((result, index) => {
    const messageId = jobs[index]?.messageId ?? '';
    if (result.status === 'rejected') ends.set(messageId, Promise.reject(result.reason));
    else if (result.value.kind === 'end') ends.set(messageId, result.value.end);
    else return [result.value.job];
    return [];
  });
}
