import { createHash } from 'node:crypto';
import type { DeliveryCopy } from '../mail/delivery.ts';
import { formatReply, type Reply } from '../smtp/reply.ts';
import type { AttentionEvent } from './attention-event.ts';
import { type BounceType, bounceTypeOf, type DelayType, delayTypeOf } from './ses-types.ts';

/**
 * Events have the shape of Amazon SES's event publishing (docs.aws.amazon.com/ses, "Contents of event data that Amazon SES
 * publishes to Amazon SNS", and its examples), so that a consumer of SES events reads them; what SES does not know stands
 * under `sluice`. Of SES's `mail` object, `sourceArn`, `sendingAccountId` and the header lists are left out: Sluice has no
 * such identity, and its events carry no content.
 *
 * At least once and unordered: consumers tell repeats by `sluice.eventId`.
 */
export interface SluiceEvent {
  readonly eventType: 'Send' | 'Delivery' | 'Bounce' | 'Complaint' | 'DeliveryDelay' | 'Reject';
  readonly mail: {
    /** When the mail was accepted. */
    readonly timestamp: string;
    /** The delivery id; of a refused submission its own id, or that of its SQS message. */
    readonly messageId: string;
    /** MAIL FROM; empty for a bounce. */
    readonly source: string;
    readonly destination: readonly string[];
    /** True: the event carries none of the headers. */
    readonly headersTruncated: true;
    readonly tags: Readonly<Record<string, readonly string[]>>;
  };
  readonly send?: Readonly<Record<string, never>>;
  readonly delivery?: {
    readonly timestamp: string;
    readonly processingTimeMillis: number;
    readonly recipients: readonly string[];
    readonly smtpResponse: string;
    readonly reportingMTA: string;
  };
  readonly bounce?: {
    readonly bounceType: BounceType['bounceType'];
    readonly bounceSubType: BounceType['bounceSubType'];
    readonly bouncedRecipients: readonly {
      readonly emailAddress: string;
      readonly action?: 'failed';
      readonly status?: string;
      readonly diagnosticCode?: string;
    }[];
    readonly timestamp: string;
    readonly feedbackId: string;
    /** As in a delivery status notification: `dsn; mta.example.com`. */
    readonly reportingMTA?: string;
  };
  readonly complaint?: {
    readonly complainedRecipients: readonly { readonly emailAddress: string }[];
    readonly timestamp: string;
    readonly feedbackId: string;
    readonly complaintFeedbackType: string;
  };
  readonly deliveryDelay?: {
    readonly timestamp: string;
    readonly delayType: DelayType;
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
    /** How many recipients there were, where `mail.destination` names only the first of them. */
    readonly recipientCount?: number;
    readonly outcome: Outcome;
    readonly rule?: string;
    readonly kind?: string;
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
  | 'in-doubt'
  /** Bounced after it was accepted. */
  | 'returned'
  /** Its reader complained of it. */
  | 'complained';

/** What an outcome's event says beyond the copy itself. */
export interface OutcomeFacts {
  readonly atMs: number;
  readonly site: string;
  readonly reportingMta: string;
  readonly attempts: number;
  readonly doubts: number;
  readonly reply: Reply | null;
  readonly rule?: string;
  /** The verdict's kind; it decides SES's type of bounce or delay. */
  readonly kind?: string;
  readonly reason?: string;
}

type DeliveryOutcome = Exclude<Outcome, 'accepted' | 'refused' | 'suppressed' | 'returned' | 'complained'>;

/** The event of a delivery's outcome; the copy is the one that was attempted. */
export function outcomeEvent(copy: DeliveryCopy, outcome: DeliveryOutcome, facts: OutcomeFacts): SluiceEvent {
  const timestamp = new Date(facts.atMs).toISOString();
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
      ...(facts.kind === undefined ? {} : { kind: facts.kind }),
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
          delayType: delayTypeOf(facts.kind, facts.reply),
          expirationTime: new Date(copy.expiresAtMs).toISOString(),
          delayedRecipients: [{ emailAddress: copy.recipient, ...diagnosis(facts.reply) }],
        },
      };
    case 'bounced':
    case 'expired':
    case 'in-doubt':
      return {
        ...base,
        eventType: 'Bounce',
        bounce: {
          ...bounceTypeOf(outcome, facts.kind),
          bouncedRecipients: [
            {
              emailAddress: copy.recipient,
              // Of a delivery in doubt nobody can say that it failed.
              ...(outcome === 'in-doubt' ? {} : { action: 'failed' as const }),
              ...diagnosis(facts.reply),
              // RFC 3463: delivery time expired, whatever the last reply was.
              ...(outcome === 'expired' ? { status: '4.4.7' } : {}),
            },
          ],
          timestamp,
          feedbackId: base.sluice.eventId,
          reportingMTA: `dsn; ${facts.reportingMta}`,
        },
      };
    case 'cancelled':
      return { ...base, eventType: 'Reject', reject: { reason: facts.reason ?? 'cancelled' } };
  }
}

/** The event of a delivery that was accepted: SES's `Send`. */
export function acceptedEvent(copy: DeliveryCopy): SluiceEvent {
  return {
    eventType: 'Send',
    mail: mailOf(copy),
    send: {},
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

/** Of more recipients only so many are named: an event must fit SNS's 256 KB with nine others. */
const maxNamedRecipients = 50;
const maxReasonChars = 1_000;

/**
 * The event of what never became a delivery: a refused submission (SES's `Reject`), or recipients on the suppression list
 * (SES's `Bounce` of the subtype that does not count as one).
 */
export function rejectEvent(facts: {
  outcome: 'refused' | 'suppressed';
  atMs: number;
  /** The submission id where it could be read, else the SQS message id. */
  reference: string;
  sender: string | null;
  recipients: readonly string[];
  reason: string;
}): SluiceEvent {
  const timestamp = new Date(facts.atMs).toISOString();
  const reason = facts.reason.slice(0, maxReasonChars);
  const named = facts.recipients.slice(0, maxNamedRecipients);
  const recipientsHash = createHash('sha256').update(facts.recipients.join('\0')).digest('base64url').slice(0, 12);
  const base = {
    mail: {
      timestamp,
      messageId: facts.reference,
      source: facts.sender ?? '',
      destination: named,
      headersTruncated: true as const,
      tags: {},
    },
    sluice: {
      version: 1 as const,
      eventId: `${facts.reference}:${recipientsHash}:${facts.outcome}`,
      submissionId: facts.reference,
      ...(named.length < facts.recipients.length ? { recipientCount: facts.recipients.length } : {}),
      outcome: facts.outcome,
      reason,
    },
  };
  switch (facts.outcome) {
    case 'refused':
      return { ...base, eventType: 'Reject', reject: { reason } };
    case 'suppressed':
      return {
        ...base,
        eventType: 'Bounce',
        bounce: {
          ...bounceTypeOf('suppressed'),
          bouncedRecipients: named.map((emailAddress) => ({ emailAddress })),
          timestamp,
          feedbackId: base.sluice.eventId,
        },
      };
  }
}

function mailOf(copy: DeliveryCopy): SluiceEvent['mail'] {
  return {
    timestamp: new Date(copy.acceptedAtMs).toISOString(),
    messageId: copy.id,
    source: copy.sender ?? '',
    destination: [copy.recipient],
    headersTruncated: true,
    tags: Object.fromEntries(Object.entries(copy.tags).map(([key, value]) => [key, [value]])),
  };
}

/** RFC 3464: the status of the reply, and the reply itself as `smtp; 550 5.1.1 user unknown`. */
function diagnosis(reply: Reply | null): { status?: string; diagnosticCode?: string } {
  if (!reply) return {};
  return {
    ...(reply.enhanced === null ? {} : { status: reply.enhanced }),
    diagnosticCode: `smtp; ${formatReply(reply)}`,
  };
}

/**
 * Where events go. `add` resolves once the event is published and rejects if it could not be; the caller then does not
 * ack the copy, which is processed again and publishes the same event id. `flush` sends what is waiting for a full batch.
 */
export interface EventSink {
  add(event: SluiceEvent | AttentionEvent): Promise<void>;
  flush(): void;
}
