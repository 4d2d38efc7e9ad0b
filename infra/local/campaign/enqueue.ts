import type { SQSClient } from '@aws-sdk/client-sqs';
import { createQueueSender } from '#shared/adapters/sqs-sender.ts';
import { systemClock } from '#shared/adapters/system-clock.ts';
import type { Campaign } from './campaign.ts';

/** Submissions that are on their way at once: ten calls of ten. */
const inFlight = 100;

/** Enqueues a campaign as any user would, in batches of ten. Resolves when SQS has all of it. */
export async function enqueue(
  campaign: Campaign,
  sqs: SQSClient,
  queueUrl: string,
  signal: AbortSignal,
  onProgress: (enqueued: number) => void = () => undefined,
): Promise<void> {
  const sender = createQueueSender(sqs, queueUrl, systemClock);
  let enqueued = 0;
  let sending: Promise<void>[] = [];
  const settle = async () => {
    sender.flush();
    await Promise.all(sending);
    enqueued += sending.length;
    sending = [];
    onProgress(enqueued);
  };
  for (const body of campaign.bodies()) {
    if (signal.aborted) return;
    sending.push(sender.send({ body, delaySeconds: 0 }));
    if (sending.length === inFlight) await settle();
  }
  await settle();
}
