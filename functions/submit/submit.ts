import { acceptedEvent, rejectEvent } from '#shared/events/event.ts';
import { cancelBooked } from './cancel-booked.ts';
import { createTurnstile } from '#shared/turnstile.ts';
import type { SubmitDeps } from './deps.ts';
import { dropSuppressed } from './drop-suppressed.ts';
import { enqueue } from './enqueue.ts';
import { examine } from './examine.ts';
import type { Accepted, Incoming, Refused, Split } from './job.ts';
import { reasonOf, refuse } from './refuse.ts';
import { createRun, type Run } from './run.ts';
import { splitAll } from './split.ts';

/**
 * Makes deliveries of a batch of submissions. Returns the ids of the SQS messages to be given back; every other message is
 * either accepted (booked, enqueued and published) or on the refused queue. Delivery ids follow from the submission, so that
 * a message that comes again does no harm.
 */
export async function submit(messages: readonly Incoming[], deps: SubmitDeps): Promise<ReadonlySet<string>> {
  const run = createRun(deps.log);
  const examined = await run.each(messages, (message) => examine(message, deps));
  await Promise.all([
    accept(
      examined.filter((result) => result.kind === 'accepted'),
      run,
      deps,
    ),
    refuseAll(
      examined.filter((result) => result.kind === 'refused'),
      run,
      deps,
    ),
  ]);
  return run.failed;
}

/** Submissions whose copies are on their way to SQS at once. */
const parallelEnqueues = 20;

async function accept(accepted: readonly Accepted[], run: Run, deps: SubmitDeps): Promise<void> {
  const addressed = await run.together(accepted, (jobs) => dropSuppressed(jobs, deps));
  const withdrawn = await run.each(addressed, async (job) => {
    if (job.isRedelivered && job.suppressed.length > 0) {
      const recipients = job.suppressed.map(({ recipient }) => recipient);
      const lane = job.lane.name;
      await cancelBooked(
        {
          fromDomain: job.fromDomain,
          submissionId: job.submission.id,
          recipients,
          lane,
          acceptedAtMs: job.acceptedAtMs,
          reason: 'suppressed',
        },
        deps,
      );
    }
    return job;
  });
  const split = await run.together(withdrawn, (jobs) => splitAll(jobs, deps));
  const booked = await run.together(split, (jobs) => book(jobs, deps));
  // Few submissions' copies are in memory as JSON at once.
  const inTurn = createTurnstile(parallelEnqueues);
  const enqueued = await flushed(
    run.each(booked, (job) =>
      inTurn(async () => {
        await enqueue(job, deps);
        return job;
      }),
    ),
    [...deps.settings.lanes.values()].map(({ ready }) => ready),
  );
  await flushed(
    run.each(enqueued, (job) => publishAccepted(job, deps)),
    [deps.events],
  );
}

/** One write for the batch, before the first copy is enqueued: what was never booked could be lost unseen. */
async function book(jobs: readonly Split[], { manifest, clock }: SubmitDeps): Promise<Split[]> {
  const ids = jobs.flatMap(({ copies }) => copies.map(({ copy }) => copy.id));
  if (ids.length > 0) await manifest.accept({ acceptedAtMs: clock.now(), ids });
  return [...jobs];
}

async function publishAccepted({ copies, suppressed, submission, acceptedAtMs, lane }: Split, deps: SubmitDeps) {
  await Promise.all([
    ...(deps.settings.acceptedEvents ? copies.map(({ copy }) => deps.events.add(acceptedEvent(copy))) : []),
    ...suppressed.map(({ recipient, reason }) =>
      deps.events.add(
        rejectEvent({
          outcome: 'suppressed',
          atMs: acceptedAtMs,
          reference: submission.id,
          sender: submission.sender,
          recipients: [recipient],
          reason: `on the suppression list: ${reason}`,
        }),
      ),
    ),
  ]);
  for (const { site } of copies) deps.meter.count('Accepted', 1, { lane: lane.name, site });
  if (suppressed.length > 0) deps.meter.count('Suppressed', suppressed.length, { lane: lane.name });
}

/** The event first: repeated, it has the same id, and a second entry on the refused queue has none. */
async function refuseAll(refusals: readonly Refused[], run: Run, deps: SubmitDeps): Promise<void> {
  const published = await flushed(
    run.each(refusals, async (refusal) => {
      const { reference, sender, recipients, faults, withdraws } = refusal;
      const reason = reasonOf(faults);
      if (withdraws) await cancelBooked({ ...withdraws, submissionId: reference, recipients, lane: '', reason }, deps);
      await deps.events.add(
        rejectEvent({ outcome: 'refused', atMs: deps.clock.now(), reference, sender, recipients, reason }),
      );
      return refusal;
    }),
    [deps.events],
  );
  await flushed(
    run.each(published, async (refusal) => {
      await refuse(refusal, deps);
      deps.meter.count('Refused', 1, { lane: 'none' });
      deps.log.warn('a submission was refused', {
        messageId: refusal.messageId,
        fields: refusal.faults.map(({ field }) => field),
      });
    }),
    [deps.refused],
  );
}

/** What the steps have put into batches so far goes out at once instead of after its linger. */
async function flushed<T>(steps: Promise<T>, batchers: readonly { flush(): void }[]): Promise<T> {
  for (const batcher of batchers) batcher.flush();
  return steps;
}
