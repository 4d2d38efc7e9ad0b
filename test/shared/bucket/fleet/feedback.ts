import type { Grant } from '#shared/bucket/bucket.ts';
import type { Feedback } from '#shared/bucket/feedback.ts';
import type { RefusalKind } from '#shared/bucket/law.ts';

/** What a session saw whose messages were all accepted, or (a kind) of which the first was refused. */
export function feedback(grant: Grant, kind: RefusalKind | null): Feedback {
  return {
    epoch: grant.epoch,
    isProbe: grant.isProbe,
    accepted: kind === null ? grant.messages : 0,
    serviceMs: 200,
    refusal: kind === null ? null : { kind, text: '421 no', retryAfterMs: 0 },
    isAnswered: false,
    unused: { day: grant.day, messages: 0 },
    usedUpAfter: null,
  };
}
