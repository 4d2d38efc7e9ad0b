import { type ContentReference, domainOf } from '#shared/mail/delivery.ts';
import type { Fault } from '#shared/mail/fault.ts';
import { parseSubmission } from '#shared/mail/parse-submission.ts';
import type { Submission } from '#shared/mail/parsed.ts';
import { domainsFor } from '#shared/mail/sender-policy.ts';
import { checkSender } from './check-sender.ts';
import type { LaneEntry, SubmitDeps, SubmitSettings } from './deps.ts';
import type { Accepted, Incoming, Refused } from './job.ts';
import { preflight } from './preflight.ts';
import { resolveContent } from './resolve-content.ts';

/** One message: may it be sent, by this sender, in this lane, with this content? The answer, or why not. */
export async function examine(message: Incoming, deps: SubmitDeps): Promise<Accepted | Refused> {
  const { messageId, body, isRedelivered, senderId, sentAtMs } = message;
  const parsed = parseSubmission(body, sentAtMs);
  if (parsed.kind === 'refused') {
    const reference = parsed.id ?? messageId;
    return refusal(parsed.faults, {
      messageId,
      body,
      withdraws: null,
      reference,
      sender: null,
      recipients: [],
    });
  }
  const { submission } = parsed;
  const about = {
    messageId,
    body,
    withdraws: null,
    reference: submission.id,
    sender: submission.sender,
    recipients: submission.recipients,
  };

  const allowed = domainsFor(senderId, deps.settings.senders);
  const lane = chooseLane(submission.stream, deps.settings);
  const senderFaults = checkKnownSenders(submission, allowed);
  if (senderFaults.length > 0) return refusal(senderFaults, about);
  const { body: content } = submission;
  const author = content.kind === 'composed' ? domainOf(content.from.address) : null;
  const withdraws = isRedelivered && author !== null ? { fromDomain: author, acceptedAtMs: sentAtMs } : null;
  if ('problem' in lane) return refusal([lane], { ...about, withdraws });

  const settle = () => settleContent(submission, lane, allowed, deps);
  const settled = await (namesObjects(submission) ? deps.inTurn(settle) : settle());
  if (settled.kind === 'faulty') return refusal(settled.faults, { ...about, withdraws });
  return {
    kind: 'accepted',
    messageId,
    isRedelivered,
    acceptedAtMs: sentAtMs,
    submission,
    fromDomain: settled.fromDomain,
    lane,
    content: settled.content,
  };
}

type Settled =
  | { readonly kind: 'settled'; readonly fromDomain: string; readonly content: ContentReference }
  | { readonly kind: 'faulty'; readonly faults: readonly Fault[] };

/** Fetches what lies in S3, checks the author of a raw message and what receivers would refuse, and stores the content: from here on only its reference is held. */
async function settleContent(
  submission: Submission,
  lane: LaneEntry,
  allowed: readonly string[],
  deps: Pick<SubmitDeps, 'settings' | 'readSource' | 'content'>,
): Promise<Settled> {
  const resolved = await resolveContent(submission, deps);
  if (resolved.kind === 'faulty') return resolved;
  const author = resolved.author.address;
  const faults = submission.body.kind === 'raw' ? checkSender('raw', author, allowed) : [];
  if (faults.length > 0) return { kind: 'faulty', faults };
  const fromDomain = domainOf(author);
  const { id: submissionId, recipients } = submission;
  const unfit = preflight(
    { submissionId, recipients, fromDomain, content: resolved.content, lane },
    deps.settings.signingDomains,
  );
  if (unfit.length > 0) return { kind: 'faulty', faults: unfit };
  return {
    kind: 'settled',
    fromDomain,
    content: await deps.content.save(resolved.content, submission.recipients.length),
  };
}

function namesObjects({ body }: Submission): boolean {
  return body.kind === 'raw' ? body.bytes.kind === 's3' : body.attachments.some(({ bytes }) => bytes.kind === 's3');
}

/** The envelope sender, and the author where it is known before the content is fetched. */
function checkKnownSenders({ sender, body }: Submission, allowed: readonly string[]): Fault[] {
  const author = body.kind === 'composed' ? body.from.address : null;
  const faults = checkSender('from', author, allowed);
  return faults.length > 0 || sender === author ? faults : checkSender('envelope.from', sender, allowed);
}

function chooseLane(stream: string | null, { lanes, defaultLane }: SubmitSettings): LaneEntry | Fault {
  const lane = lanes.get(stream ?? defaultLane);
  return lane ?? { field: 'stream', problem: 'names no lane', expected: `one of ${[...lanes.keys()].join(', ')}` };
}

function refusal(faults: readonly Fault[], about: Omit<Refused, 'kind' | 'faults'>): Refused {
  const [first, ...rest] = faults;
  if (!first) throw new Error('a refusal needs a reason');
  return { kind: 'refused', faults: [first, ...rest], ...about };
}
