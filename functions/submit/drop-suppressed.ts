import type { SubmitDeps } from './deps.ts';
import type { Accepted, Addressed } from './job.ts';

/** Asks the suppression list once for the whole batch. */
export async function dropSuppressed(
  jobs: readonly Accepted[],
  { findSuppressed }: Pick<SubmitDeps, 'findSuppressed'>,
): Promise<Addressed[]> {
  const found = await findSuppressed([...new Set(jobs.flatMap(({ submission }) => submission.recipients))]);
  return jobs.map((job) => ({
    ...job,
    recipients: job.submission.recipients.filter((recipient) => !found.has(recipient)),
    suppressed: job.submission.recipients.flatMap((recipient) => {
      const suppression = found.get(recipient);
      return suppression ? [{ recipient, ...suppression }] : [];
    }),
  }));
}
