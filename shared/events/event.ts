import { createHash } from 'node:crypto';
import type { DeliveryCopy } from '../mail/delivery.ts';
import { formatReply, type Reply } from '../smtp/reply.ts';

/**
 * Events have the shape of Amazon SES's event publishing (docs.aws.amazon.com/ses, "Examples of event data that Amazon SES
 * publishes to Amazon SNS"), so that a consumer of SES events reads them; what SES does not know stands under `sluice`.
 *
 * At least once and unordered: consumers tell repeats by `sluice.eventId`.
 */
export interface SluiceEvent {
  readonly eventType: 'Send' | 'Delivery' | 'Bounce' | 'DeliveryDelay' | 'Reject' | 'Rendering Failure';
  readonly mail: {
    readonly timestamp: string;
    readonly messageId: string;
    readonly source: string;
    readonly destination: readonly string[];
    readonly tags: Readonly<Record<string, readonly string[]>>;
  };
  readonly delivery?: {
    readonly timestamp: string;
    readonly processingTimeMillis: number;
    readonly recipients: readonly string[];
    readonly smtpResponse: string;
    readonly reportingMTA: string;
  };
  readonly bounce?: {
    readonly bounceType: 'Permanent' | 'Transient' | 'Undetermined';
    readonly bounceSubType: string;
    readonly bouncedRecipients: readonly {
      readonly emailAddress: string;
      readonly action: 'failed';
      readonly status?: string;
      readonly diagnosticCode?: string;
    }[];
    readonly timestamp: string;
    readonly feedbackId: string;
    readonly reportingMTA: string;
  };
  readonly deliveryDelay?: {
    readonly timestamp: string;
    readonly delayType: string;
    readonly expirationTime: string;
    readonly delayedRecipients: readonly {
      readonly emailAddress: string;
      readonly status?: string;
      readonly diagnosticCode?: string;
    }[];
  };
  readonly reject?: { readonly reason: string };
  readonly sluice: {
    readonly version: 1;
    /** delivery id + generation + type: equal for a repeated publication. */
    readonly eventId: string;
    readonly deliveryId?: string;
    readonly submissionId?: string;
    readonly lane?: string;
    readonly site?: string;
    readonly generation?: number;
    readonly attempts?: number;
    readonly doubts?: number;
    readonly outcome: Outcome;
    readonly rule?: string;
    readonly reason?: string;
  };
}

/** What became of a delivery, or of a submission that never became one. */
export type Outcome =
  | 'accepted'
  | 'refused'
  | 'suppressed'
  | 'delivered'
  | 'deferred'
  | 'bounced'
  | 'expired'
  | 'cancelled'
  | 'in-doubt';

/** What an outcome's event says beyond the copy itself. */
export interface OutcomeFacts {
  readonly atMs: number;
  readonly site: string;
  readonly reportingMta: string;
  readonly attempts: number;
  readonly doubts: number;
  readonly reply: Reply | null;
  readonly rule?: string;
  readonly reason?: string;
}

type DeliveryOutcome = Exclude<Outcome, 'accepted' | 'refused' | 'suppressed'>;

/** The event of a delivery's outcome; the copy is the one that was attempted. */
export function outcomeEvent(copy: DeliveryCopy, outcome: DeliveryOutcome, facts: OutcomeFacts): SluiceEvent {
  const timestamp = new Date(facts.atMs).toISOString();
  const diagnostic = {
    ...(facts.reply?.enhanced ? { status: facts.reply.enhanced } : {}),
    ...(facts.reply ? { diagnosticCode: `smtp; ${formatReply(facts.reply)}` } : {}),
  };
  const base = {
    mail: mailOf(copy),
    sluice: {
      version: 1 as const,
      eventId: `${copy.id}:${copy.generation}:${outcome}`,
      deliveryId: copy.id,
      submissionId: copy.submissionId,
      lane: copy.lane,
      site: facts.site,
      generation: copy.generation,
      attempts: facts.attempts,
      doubts: facts.doubts,
      outcome,
      ...(facts.rule === undefined ? {} : { rule: facts.rule }),
      ...(facts.reason === undefined ? {} : { reason: facts.reason }),
    },
  };
  switch (outcome) {
    case 'delivered':
      return {
        ...base,
        eventType: 'Delivery',
        delivery: {
          timestamp,
          processingTimeMillis: Math.max(0, facts.atMs - copy.acceptedAtMs),
          recipients: [copy.recipient],
          smtpResponse: facts.reply ? formatReply(facts.reply) : '',
          reportingMTA: facts.reportingMta,
        },
      };
    case 'deferred':
      return {
        ...base,
        eventType: 'DeliveryDelay',
        deliveryDelay: {
          timestamp,
          delayType: facts.reply ? 'TransientCommunicationFailure' : 'General',
          expirationTime: new Date(copy.expiresAtMs).toISOString(),
          delayedRecipients: [{ emailAddress: copy.recipient, ...diagnostic }],
        },
      };
    case 'bounced':
    case 'expired':
    case 'in-doubt':
    case 'cancelled':
      return {
        ...base,
        eventType: 'Bounce',
        bounce: {
          bounceType: outcome === 'bounced' ? 'Permanent' : outcome === 'in-doubt' ? 'Undetermined' : 'Transient',
          bounceSubType: 'General',
          bouncedRecipients: [{ emailAddress: copy.recipient, action: 'failed', ...diagnostic }],
          timestamp,
          feedbackId: base.sluice.eventId,
          reportingMTA: facts.reportingMta,
        },
      };
  }
}

/** The event of a delivery that was accepted: SES's `Send`. */
export function acceptedEvent(copy: DeliveryCopy): SluiceEvent {
  return {
    eventType: 'Send',
    mail: mailOf(copy),
    sluice: {
      version: 1,
      eventId: `${copy.id}:${copy.generation}:accepted`,
      deliveryId: copy.id,
      submissionId: copy.submissionId,
      lane: copy.lane,
      outcome: 'accepted',
    },
  };
}

/** The event of what never became a delivery: a refused submission, or a recipient on the suppression list. */
export function rejectEvent(facts: {
  outcome: 'refused' | 'suppressed';
  atMs: number;
  /** The submission id where it could be read, else the SQS message id. */
  reference: string;
  sender: string | null;
  recipients: readonly string[];
  reason: string;
}): SluiceEvent {
  const recipientsHash = createHash('sha256').update(facts.recipients.join('\0')).digest('base64url').slice(0, 12);
  return {
    eventType: 'Reject',
    mail: {
      timestamp: new Date(facts.atMs).toISOString(),
      messageId: facts.reference,
      source: facts.sender ?? '',
      destination: facts.recipients,
      tags: {},
    },
    reject: { reason: facts.reason },
    sluice: {
      version: 1,
      eventId: `${facts.reference}:${recipientsHash}:${facts.outcome}`,
      submissionId: facts.reference,
      outcome: facts.outcome,
      reason: facts.reason,
    },
  };
}

function mailOf(copy: DeliveryCopy): SluiceEvent['mail'] {
  return {
    timestamp: new Date(copy.acceptedAtMs).toISOString(),
    messageId: copy.id,
    source: copy.sender ?? '',
    destination: [copy.recipient],
    tags: Object.fromEntries(Object.entries(copy.tags).map(([key, value]) => [key, [value]])),
  };
}

/**
 * Where events go. `add` resolves once the event is published and rejects if it could not be; the caller then does not
 * ack the copy, which is processed again and publishes the same event id. `flush` sends what is waiting for a full batch.
 */
export interface EventSink {
  add(event: SluiceEvent): Promise<void>;
  flush(): void;
}
