import type { DeliveryCopy } from '#shared/mail/delivery.ts';

export const acceptedAtMs = Date.parse('2026-11-23T08:00:00.000Z');

/** A second copy of a delivery, with all that an event takes from it. */
export function aCopy(changes: Partial<DeliveryCopy> = {}): DeliveryCopy {
  return {
    version: 1,
    id: 'AAAAAAAAAAAAAAAAAAAAAA',
    submissionId: 'newsletter-47',
    generation: 2,
    attempts: 1,
    lane: 'bulk',
    sender: 'news@sender.test',
    recipient: 'ada@receiver.test',
    fromDomain: 'sender.test',
    acceptedAtMs,
    expiresAtMs: acceptedAtMs + 4 * 86_400_000,
    hops: 0,
    content: { kind: 'inline', json: '{}' },
    tags: { campaign: 'spring' },
    ...changes,
  };
}
