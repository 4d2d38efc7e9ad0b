import type { SubmitDeps } from './deps.ts';
import type { Accepted, Addressed } from './job.ts';

/** Asks the suppression list once for the whole batch. */
export async function dropSuppressed(
  jobs: readonly Accepted[],
  { findSuppressed }: Pick<SubmitDeps, 'findSuppressed'>,
): Promise<Addressed[]> {
  const suppressionOf = await findSuppressed(
    jobs.flatMap(({ submission, lane }) => submission.recipients.map((recipient) => ({ recipient, lane: lane.name }))),
  );
  return jobs.map((job) => {
    const found = job.submission.recipients.map((recipient) => ({
      recipient,
      suppression: suppressionOf({ recipient, lane: job.lane.name }),
    }));
    return {
      ...job,
      recipients: found.filter(({ suppression }) => !suppression).map(({ recipient }) => recipient),
      suppressed: found.flatMap(({ recipient, suppression }) => (suppression ? [{ recipient, ...suppression }] : [])),
    };
  });
}
