import * as z from 'zod';
import { parseBounceAddress } from '../mail/bounce-address.ts';
import { parseReply, type Reply } from '../smtp/reply.ts';
import type { Report } from './report.ts';

/**
 * Amazon SES's notifications of bounces and complaints (docs.aws.amazon.com/ses, "Amazon SNS notification contents"), and its event
 * publishing, which names the type `eventType`. Fields that we do not know may come.
 */
const bounceSchema = z.looseObject({
  bounceType: z.string(),
  bounceSubType: z.string().default(''),
  bouncedRecipients: z.array(
    z.looseObject({
      emailAddress: z.string(),
      status: z.string().optional(),
      diagnosticCode: z.string().optional(),
    }),
  ),
  timestamp: z.string().optional(),
});
const complaintSchema = z.looseObject({
  complainedRecipients: z.array(z.looseObject({ emailAddress: z.string() })),
  complaintFeedbackType: z.string().nullish(),
  timestamp: z.string().optional(),
});
export const sesNotificationSchema = z.union([
  z.looseObject({ notificationType: z.literal('Bounce'), bounce: bounceSchema }),
  z.looseObject({ eventType: z.literal('Bounce'), bounce: bounceSchema }),
  z.looseObject({ notificationType: z.literal('Complaint'), complaint: complaintSchema }),
  z.looseObject({ eventType: z.literal('Complaint'), complaint: complaintSchema }),
]);
export type SesNotification = z.infer<typeof sesNotificationSchema>;

/** Types that are no complaint of a reader: forensic reports of DMARC, and "this was no spam". */
export function isNoComplaint(type: string | null | undefined): boolean {
  return type === 'not-spam' || type === 'auth-failure';
}

/** MAIL FROM: with a return path of ours it tells the delivery. */
const mailSchema = z.looseObject({ source: z.string() });

export function reportsOfSes(notification: SesNotification, secrets: readonly string[] = []): Report[] {
  const mail = mailSchema.safeParse(notification['mail']);
  const deliveryId = mail.success ? (parseBounceAddress(mail.data.source, secrets)?.deliveryId ?? null) : null;
  const base = { isVouched: true, deliveryId, reporter: 'amazonses.com' } as const;

  if ('bounce' in notification) {
    const bounce = bounceSchema.parse(notification.bounce);
    return bounce.bouncedRecipients.map((recipient): Report => ({
      ...base,
      kind: 'bounce',
      recipient: recipient.emailAddress,
      isPermanent: bounce.bounceType === 'Permanent',
      reply: replyOf(bounce, recipient),
      complaint: null,
      atMs: timeOf(bounce.timestamp),
    }));
  }
  const complaint = complaintSchema.parse(notification.complaint);
  if (isNoComplaint(complaint.complaintFeedbackType)) return [];
  return complaint.complainedRecipients.map(({ emailAddress }): Report => ({
    ...base,
    kind: 'complaint',
    recipient: emailAddress,
    isPermanent: true,
    reply: null,
    complaint: complaint.complaintFeedbackType ?? 'abuse',
    atMs: timeOf(complaint.timestamp),
  }));
}

/** SES's own word stands for a reply where none is told. Of a recipient on its suppression list nothing was asked. */
function replyOf(
  { bounceType, bounceSubType }: z.infer<typeof bounceSchema>,
  { status, diagnosticCode }: { readonly status?: string | undefined; readonly diagnosticCode?: string | undefined },
): Reply | null {
  const said = replyOfDiagnostic(diagnosticCode, status);
  if (said) return said;
  const isNobody = bounceType === 'Permanent' && nobody.includes(bounceSubType);
  return isNobody ? parseReply(`550 5.1.1 Amazon SES: ${bounceType}/${bounceSubType}: user unknown`, 'rcpt') : null;
}

/** Subtypes of a permanent bounce for which SES itself stops sending to an address. */
const nobody = ['General', 'NoEmail', 'Suppressed', 'OnAccountSuppressionList'];

/**
 * The reply in a Diagnostic-Code such as `smtp; 550 5.1.1 user unknown` (RFC 3464 §2.3.6). Where its text begins with no code, the
 * status gives one; null where neither is told.
 */
export function replyOfDiagnostic(diagnostic: string | undefined, status: string | undefined): Reply | null {
  const text = (diagnostic ?? '').replace(/^\s*[\w-]+\s*;\s*/, '').trim();
  const said = parseReply(text, 'rcpt');
  if (said) return said;
  const [, known = '', kind = ''] = /^\s*(([245])\.\d{1,3}\.\d{1,3})\b/.exec(status ?? '') ?? [];
  if (kind !== '4' && kind !== '5') return null;
  return parseReply(`${kind}50 ${known} ${text}`, 'rcpt');
}

export function timeOf(text: string | undefined): number | null {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? null : ms;
}
