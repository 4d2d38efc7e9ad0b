import { type DeliveryCopy, deliveryId } from '#shared/mail/delivery.ts';
import { defaultRetrySchedule } from '#shared/retry/schedule.ts';

/** A copy whose ids no other domain's copies have. */
export function copyFor(recipient: string, acceptedAtMs: number): DeliveryCopy {
  const fromDomain = recipient.slice(recipient.indexOf('@') + 1);
  return {
    version: 1,
    id: deliveryId(fromDomain, 'submission', recipient),
    submissionId: 'submission',
    generation: 1,
    attempts: 0,
    lane: 'bulk',
    sender: `news@${fromDomain}`,
    recipient,
    fromDomain,
    acceptedAtMs,
    expiresAtMs: acceptedAtMs + defaultRetrySchedule.giveUpAfterMs,
    hops: 0,
    content: { kind: 'inline', json: '{}' },
    tags: {},
  };
}

/** A message that names its delivery, of about so many bytes. */
export function messageOf(id: string, bytes: number): Buffer {
  const head = `Message-ID: <${id}@sender.test>\r\nSubject: hello\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(`${'x'.repeat(98)}\r\n`.repeat(bytes / 100))]);
}
