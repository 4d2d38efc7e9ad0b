import { createHash } from 'node:crypto';
import type { Report } from '../feedback/report.ts';
import { formatReply } from '../smtp/reply.ts';
import { bounceTypeOf } from './ses-types.ts';
import type { SluiceEvent } from './event.ts';

/** What is known besides the report itself. */
export interface FeedbackFacts {
  readonly atMs: number;
  /** The verdict's kind of a bounce's reply. */
  readonly kind: string | undefined;
  /** Of the delivery that the report proves. */
  readonly lane: string | undefined;
  readonly site: string | undefined;
}

/** The event of what was told after the mail was accepted: SES's `Bounce` or `Complaint`. A repeated report has the same event id. */
export function feedbackEvent(report: Report, facts: FeedbackFacts): SluiceEvent {
  const { recipient, deliveryId, reply } = report;
  const timestamp = new Date(facts.atMs).toISOString();
  const reference = deliveryId ?? fingerprint([report.reporter, recipient ?? '', String(report.atMs ?? '')]);
  const outcome = report.kind === 'bounce' ? 'returned' : 'complained';
  const eventId = `${reference}:${outcome}`;
  const recipients = recipient === null ? [] : [recipient];
  const base = {
    mail: {
      timestamp,
      messageId: reference,
      source: '',
      destination: recipients,
      headersTruncated: true as const,
      tags: {},
    },
    sluice: {
      version: 1 as const,
      eventId,
      ...(deliveryId === null ? {} : { deliveryId }),
      ...(facts.lane === undefined ? {} : { lane: facts.lane }),
      ...(facts.site === undefined ? {} : { site: facts.site }),
      outcome,
      ...(facts.kind === undefined ? {} : { kind: facts.kind }),
      reason: `told by ${report.reporter}${report.isVouched ? '' : '; not proven, so nobody was suppressed for it'}`,
    } as const,
  };
  if (report.kind === 'complaint') {
    return {
      ...base,
      eventType: 'Complaint',
      complaint: {
        complainedRecipients: recipients.map((emailAddress) => ({ emailAddress })),
        timestamp,
        feedbackId: eventId,
        complaintFeedbackType: report.complaint ?? 'abuse',
      },
    };
  }
  return {
    ...base,
    eventType: 'Bounce',
    bounce: {
      // Whoever acts on SES's types must not act on what anybody may have written.
      ...(report.isPermanent && report.isVouched
        ? bounceTypeOf('bounced', facts.kind)
        : ({ bounceType: 'Transient', bounceSubType: 'General' } as const)),
      bouncedRecipients: recipients.map((emailAddress) => ({
        emailAddress,
        action: 'failed' as const,
        ...(reply?.enhanced ? { status: reply.enhanced } : {}),
        ...(reply ? { diagnosticCode: `smtp; ${formatReply(reply)}` } : {}),
      })),
      timestamp,
      feedbackId: eventId,
    },
  };
}

function fingerprint(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('base64url').slice(0, 22);
}
