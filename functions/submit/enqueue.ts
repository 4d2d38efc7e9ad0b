import { asciiJson } from '#shared/mail/ascii-json.ts';
import { maxDelaySeconds } from '#shared/adapters/sqs-sender.ts';
import type { SubmitDeps } from './deps.ts';
import type { Split } from './job.ts';

/** Sends every copy to its lane's ready queue; done when SQS has them all. */
export async function enqueue(
  { copies, lane, submission }: Split,
  { clock }: Pick<SubmitDeps, 'clock'>,
): Promise<void> {
  const waitMs = (submission.notBeforeMs ?? 0) - clock.now();
  const delaySeconds = Math.min(maxDelaySeconds, Math.max(0, Math.ceil(waitMs / 1000)));
  await Promise.all(
    copies.map(({ copy, site }) => lane.ready.send({ body: asciiJson(copy), delaySeconds, group: site })),
  );
}
