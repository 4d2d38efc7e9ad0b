import { ago, time, until } from '../tell-time.ts';
import { formatReply, type SmtpCommand } from '../smtp/reply.ts';
import type { Kind } from '../smtp/verdict.ts';
import { type AttemptNote, type LedgerRecord, maxNotes } from './record.ts';

/**
 * All that is known of one delivery, in sentences, oldest first: what happened, which rule matched which reply, what it waits
 * for and until when, what is in doubt. `accepted` is its entry in a manifest, where one was looked for and found.
 */
export function explain(
  record: LedgerRecord | null,
  accepted: { readonly acceptedAtMs: number } | null,
  nowMs: number,
): string[] {
  const opening = accepted
    ? [`It was accepted at ${time(accepted.acceptedAtMs)} (${ago(accepted.acceptedAtMs, nowMs)}).`]
    : [];
  if (!record) return [...opening, ...explainUnrecorded(accepted !== null)];
  return [
    ...opening,
    `It belongs to lane ${record.lane} and is counted to site ${record.site || '(none yet)'}.`,
    ...((record.notes[0]?.attempt ?? 1) > 1
      ? [`The ledger keeps the last ${maxNotes} attempts; earlier ones are forgotten.`]
      : []),
    ...record.notes.map(explainNote),
    ...explainState(record, nowMs),
    ...explainDoubts(record),
  ];
}

function explainUnrecorded(isAccepted: boolean): string[] {
  if (!isAccepted) {
    return ['No delivery of this id is known: it was never accepted, or its records have passed their time to live.'];
  }
  return [
    'No attempt has come far enough to be recorded: its copy waits in its ready queue, or goes back there for our own limits.',
    'Should it be so when all queues are empty, it is lost: "sluice audit" tells.',
  ];
}

const commandNames: Record<SmtpCommand, string> = {
  connect: 'the connection',
  ehlo: 'EHLO',
  starttls: 'STARTTLS',
  auth: 'AUTH',
  mail: 'MAIL FROM',
  rcpt: 'RCPT TO',
  data: 'DATA',
  dot: 'the end of the message',
  rset: 'RSET',
  quit: 'QUIT',
};

/** What a receiver means by a reply of this kind: "it …". */
const kindMeanings: Record<Kind, string> = {
  connections: 'too many connections are open to this site',
  rate: 'messages come too fast for this site',
  recycle: 'this connection has carried all the messages that the receiver allows on one',
  busy: 'the receiver is busy or out of order',
  greylist: 'the receiver wants to see a second try, later',
  reputation: 'the receiver mistrusts the sending address or domain for now',
  blocked: 'the sending address or domain is blocked, and a human must ask for its release',
  authentication: 'SPF, DKIM, DMARC, the reverse DNS or TLS does not satisfy the receiver',
  content: 'the receiver does not like the content',
  'recipient-rate': 'this recipient gets mail too fast',
  'mailbox-full': 'the mailbox is full',
  'no-such-recipient': 'there is no such mailbox',
  'mailbox-disabled': 'the mailbox is disabled',
  'recipient-policy': 'the recipient, or its administrator, takes no such mail',
  'message-size': 'the message is too large',
  'quota-sender': "the sender's own quota at the relay is used up",
  protocol: 'the receiver broke, or complains of a breach of, the protocol',
  routing: 'there is no way to the receiver, or it does not serve this domain',
};

function explainNote(note: AttemptNote): string {
  const start = `${time(note.atMs)}:`;
  if (note.rule === 'give-up-time') return `${start} its give-up time had passed, so it was not tried again.`;
  const where = note.host === null ? '' : ` to ${note.host}`;
  const attempt = `${start} attempt ${note.attempt}${where}:`;
  if (note.reply) {
    const reply = `${commandNames[note.reply.command]} was answered "${formatReply(note.reply)}"`;
    if (note.kind === 'accepted') return `${attempt} ${reply}: accepted.`;
    return `${attempt} ${reply}. Rule ${note.rule} matched (${note.kind})${meaningOf(note.kind)}.`;
  }
  return `${attempt} no reply was read${note.error === null ? '' : ` (${note.error})`}. Rule ${note.rule} applies.`;
}

function meaningOf(kind: string): string {
  return Object.hasOwn(kindMeanings, kind) ? `: ${kindMeanings[kind as Kind]}` : '';
}

function explainState(record: LedgerRecord, nowMs: number): string[] {
  const since = time(record.updatedAtMs);
  const attempts = plural(record.attempts, 'attempt');
  switch (record.state) {
    case 'delivered':
      return [`It is delivered: the receiver took responsibility for it at ${since}, after ${attempts}.`];
    case 'bounced':
      return [`It bounced at ${since}, after ${attempts}: the last reply is permanent, and it is not tried again.`];
    case 'expired':
      return [`It expired at ${since}, after ${attempts}: its give-up time came before the next attempt would have.`];
    case 'cancelled':
      return [`It was cancelled at ${since}.`];
    case 'in-doubt':
      return [
        `It is held in doubt since ${since}: the receiver may or may not have taken it, and its lane holds such mail rather than double it.`,
        "Only the receiver's log can tell; it is not sent again by itself.",
      ];
    case 'newer':
      return ['Its record was written by a newer release, in a state that this one does not know.'];
    case 'sending':
      return explainClaim(record, nowMs);
    case 'waiting':
      return explainWaiting(record, nowMs);
  }
}

function explainClaim({ owner = '(unknown)', untilMs = 0 }: LedgerRecord, nowMs: number): string[] {
  if (untilMs >= nowMs) {
    return [`It is being sent: session ${owner} holds its claim until ${time(untilMs)} (${until(untilMs, nowMs)}).`];
  }
  return [
    `Session ${owner} held its claim until ${time(untilMs)} (${ago(untilMs, nowMs)}) and ended without booking a reply.`,
    'The next copy of it that comes back from its queue books that as a doubt, and then follows the policy of its lane.',
  ];
}

function explainWaiting({ nextAttemptAtMs, generation }: LedgerRecord, nowMs: number): string[] {
  if (nextAttemptAtMs === undefined) {
    return [`It waits to be sent again (generation ${generation}): a copy of it is in a queue of its lane.`];
  }
  const next = `generation ${generation}, due at ${time(nextAttemptAtMs)}`;
  if (nextAttemptAtMs >= nowMs) {
    return [`It waits in the retry queue for its next attempt: ${next} (${until(nextAttemptAtMs, nowMs)}).`];
  }
  return [
    `Its next attempt is ${next}, and late (${ago(nextAttemptAtMs, nowMs)}): its site's own limits hold it back, or its queue is behind.`,
  ];
}

function explainDoubts({ doubts, state }: LedgerRecord): string[] {
  if (doubts === 0) return [];
  const copies = state === 'delivered' ? doubts + 1 : doubts;
  return [
    `${plural(doubts, 'claim')} of it ended after the message may have been sent and before a reply was read: ` +
      `the receiver may hold up to ${plural(copies, 'copy', 'copies')}.`,
  ];
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
