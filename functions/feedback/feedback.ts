import { reportsOfMail } from '#shared/feedback/mail-report.ts';
import { readFeedback } from '#shared/feedback/read-feedback.ts';
import type { Report } from '#shared/feedback/report.ts';
import { feedbackEvent } from '#shared/events/feedback-event.ts';
import { isAllowedSource, type S3Source } from '#shared/mail/s3-source.ts';
import { isHardBounce } from '#shared/mail/suppression.ts';
import { classify } from '#shared/smtp/classify.ts';
import { formatReply } from '#shared/smtp/reply.ts';
import type { FeedbackDeps } from './deps.ts';

export interface Incoming {
  readonly messageId: string;
  readonly body: string;
}

/** Reports are small; what is larger is no report. SES stores mail of up to 40 MB. */
const maxMailBytes = 1_048_576;

/**
 * Acts on what is told of mail after it was accepted: suppresses whom no mail reaches and who complained, publishes and counts
 * it. Returns the ids of the messages to be given back. What comes again does no harm.
 */
export async function takeFeedback(messages: readonly Incoming[], deps: FeedbackDeps): Promise<ReadonlySet<string>> {
  const failed = new Set<string>();
  // One after the other: anybody may send mail here, and each is parsed in memory.
  for (const { messageId, body } of messages) {
    try {
      for (const report of await reportsIn(messageId, body, deps)) await act(report, deps);
    } catch (error) {
      failed.add(messageId);
      deps.log.error('feedback could not be processed; SQS will deliver it again', { messageId, error });
    }
  }
  return failed;
}

async function reportsIn(messageId: string, body: string, deps: FeedbackDeps): Promise<readonly Report[]> {
  const feedback = readFeedback(body, await deps.bounceSecrets());
  switch (feedback.kind) {
    case 'reports':
      return feedback.reports;
    case 'mail':
      return mailReports(feedback.raw, { messageId }, deps);
    case 'stored':
      return storedInTurn(messageId, feedback.objects, body, deps);
    case 'nothing':
      deps.log.info('feedback that asks for nothing', { messageId, why: feedback.why });
      return [];
    case 'unreadable':
      await refuse(messageId, body, feedback.problem, deps);
      return [];
  }
}

async function mailReports(
  raw: string | Uint8Array,
  place: Readonly<Record<string, string>>,
  deps: FeedbackDeps,
): Promise<readonly Report[]> {
  const reports = await reportsOfMail(raw, await deps.bounceSecrets());
  if (reports === null) deps.log.info('a mail to a bounce address that is no report', place);
  return reports ?? [];
}

/** One after the other, too: who names ten thousand objects must not take the function's memory. */
async function storedInTurn(
  messageId: string,
  objects: readonly S3Source[],
  body: string,
  deps: FeedbackDeps,
): Promise<readonly Report[]> {
  const reports: Report[] = [];
  for (const object of objects) reports.push(...(await storedReports(messageId, object, body, deps)));
  return reports;
}

async function storedReports(
  messageId: string,
  object: S3Source,
  body: string,
  deps: FeedbackDeps,
): Promise<readonly Report[]> {
  const place = `s3://${object.bucket}/${object.key}`;
  if (!isAllowedSource(object, deps.sources)) {
    await refuse(messageId, body, `${place} is not under feedbackSources of the configuration`, deps);
    return [];
  }
  const read = await deps.readSource(object, maxMailBytes);
  switch (read.kind) {
    case 'read':
      return mailReports(read.bytes, { messageId, place }, deps);
    case 'too-large':
      deps.log.info('a mail to a bounce address that is too large for a report', { messageId, place });
      return [];
    case 'missing':
    case 'forbidden':
      await refuse(messageId, body, `${place} is ${read.kind}`, deps);
      return [];
  }
}

/** What nobody can read lies where people look, with the reason. */
async function refuse(messageId: string, body: string, problem: string, deps: FeedbackDeps): Promise<void> {
  const { refused, log, meter } = deps;
  await refused.send({ body, delaySeconds: 0, attributes: { reason: `feedback: ${problem}`, messageId } });
  log.warn('feedback was refused', { messageId, problem });
  meter.count('Refused', 1, { lane: 'none' });
}

async function act(report: Report, deps: FeedbackDeps): Promise<void> {
  const { deliveryId, reply, recipient } = report;
  const atMs = report.atMs ?? deps.clock.now();
  const record = deliveryId === null ? undefined : (await deps.ledger.read([deliveryId])).get(deliveryId);
  const kind = reply ? classify(reply).kind : undefined;
  if (report.isVouched && recipient !== null) {
    const bounced = { recipient, lane: record?.lane ?? null, atMs };
    if (report.kind === 'complaint') {
      await deps.suppressComplained({ ...bounced, reason: `complaint: ${report.complaint ?? 'abuse'}` });
    } else if (report.isPermanent && isHardBounce(kind ?? '', reply)) {
      await deps.suppressBounced({ ...bounced, reason: `${kind ?? 'bounce'}: ${formatReply(reply)}` });
    }
  }
  await deps.events.add(feedbackEvent(report, { atMs, kind, lane: record?.lane, site: record?.site }));
  const place = { lane: record?.lane ?? 'none', ...(record ? { site: record.site } : {}) };
  deps.meter.count(report.kind === 'bounce' ? 'Returned' : 'Complained', 1, place);
}
