import { deliveryId, domainOf } from '#shared/mail/delivery.ts';
import type { SubmitDeps } from './deps.ts';
import { findSites } from './find-sites.ts';
import type { Addressed, Split } from './job.ts';

/** One delivery a recipient, each with its site. */
export async function splitAll(jobs: readonly Addressed[], deps: SubmitDeps): Promise<Split[]> {
  const destinations = jobs.flatMap(({ lane, recipients }) =>
    recipients.map((recipient) => ({ egress: lane.egress, domain: domainOf(recipient) })),
  );
  const [siteOf, returnPathOf] = await Promise.all([findSites(destinations, deps), deps.returnPaths()]);
  return jobs.map((job) => ({
    ...job,
    copies: job.recipients.map((recipient) => ({
      copy: copyFor(recipient, job, returnPathOf),
      site: siteOf({ egress: job.lane.egress, domain: domainOf(recipient) }),
    })),
  }));
}

function copyFor(
  recipient: string,
  { submission, lane, acceptedAtMs, fromDomain, content }: Addressed,
  returnPathOf: (deliveryId: string, recipient: string) => string | null,
) {
  const { notBeforeMs } = submission;
  const id = deliveryId(fromDomain, submission.id, recipient);
  // A lane that gives up within the hour still sends what is to be sent tomorrow.
  const giveUpAtMs = (notBeforeMs ?? acceptedAtMs) + lane.giveUpAfterMs;
  return {
    version: 1 as const,
    id,
    submissionId: submission.id,
    generation: 1,
    attempts: 0,
    lane: lane.name,
    sender: submission.hasOwnSender ? submission.sender : (returnPathOf(id, recipient) ?? submission.sender),
    recipient,
    fromDomain,
    acceptedAtMs,
    expiresAtMs: Math.min(submission.expiresAtMs ?? giveUpAtMs, giveUpAtMs),
    ...(notBeforeMs === null ? {} : { notBeforeMs }),
    hops: 0,
    content,
    tags: { ...submission.tags },
  };
}
