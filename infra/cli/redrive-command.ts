import type { SQSClient } from '@aws-sdk/client-sqs';
import { createDeadLetters, type DeadLetter } from '#shared/adapters/dead-letters.ts';
import { createQueueSender } from '#shared/adapters/sqs-sender.ts';
import { systemClock } from '#shared/adapters/system-clock.ts';
import type { LedgerReader } from '#shared/ledger/ledger.ts';
import { readDeadCopy, redriven } from '#shared/ledger/redrive.ts';
import { domainOf } from '#shared/mail/delivery.ts';
import { createClients } from './clients.ts';
import { type Arguments, type Command, exitCodes, UsageError } from './command.ts';
import { type Fate, redrive, type RedriveReport } from './redrive.ts';
import { findResources, type Resources, resourceOptions } from './resources.ts';

/** Queues beside the lanes' that have dead letters: no lane may be named so. What comes again to their functions does no harm. */
const others = [
  { name: 'submit', title: 'submissions', output: 'Submit' },
  { name: 'feedback', title: 'feedback', output: 'Feedback' },
] as const;

/** `sluice redrive`: puts dead letters back. */
export const redriveCommand: Command = {
  name: 'redrive',
  summary: 'puts dead letters back into their lane, doubling none',
  positionals: '[LANE | submit | feedback]',
  options: [
    ...resourceOptions,
    { name: 'dry-run', help: 'say what would be done, and do nothing' },
    { name: 'limit', value: 'N', help: 'look at no more than N messages of each queue (default: at all)' },
  ],
  notes: [
    'The ledger says of each copy what becomes of it:\n' +
      'sent back   its delivery has no end: it is attempted, or ended if it has expired\n' +
      'told again  its delivery has ended: that is published once more, nothing is sent\n' +
      'dropped     a later copy stands for it\n' +
      'left        it is being sent just now; look again in a quarter of an hour\n' +
      'unreadable  it stays, and is named with the reason',
    'Without LANE all lanes are gone through; "submit" puts submissions back, which is harmless where they were accepted\n' +
      'before, "feedback" what was told of mail. Submissions then come from you: your SQS SenderId must be allowed their From-domains (`senders` in infra/config.ts), or\n' +
      'they end on the refused queue.',
    'Find out first why mail lies there: it comes back if nothing has changed. Exit codes: 0 done; 1 some cannot be read; 2 it\n' +
      'could not be done.',
  ],
  async run(args, io) {
    const resources = findResources(args, io);
    const [name, more] = args.positionals;
    if (more !== undefined) throw new UsageError(`redrive takes one lane, not "${more}" besides`);
    const routes = routesOf(name, resources);
    const options = { isDryRun: args.switches.has('dry-run'), limit: limitOf(args) };
    using clients = createClients(resources);
    let exitCode: number = exitCodes.ok;
    for (const { title, from, to, readsCopies } of routes) {
      const judge = readsCopies ? judgeCopies(clients.reader) : judgeSubmissions;
      const send = senderTo(clients.sqs, to);
      const report = await redrive({ letters: createDeadLetters(clients.sqs, from), judge, send }, options);
      io.out(format(title, report, options.isDryRun));
      if (report.unreadable.length > 0) exitCode = exitCodes.bad;
    }
    return exitCode;
  },
};

interface RedriveRoute {
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly readsCopies: boolean;
}

function routesOf(name: string | undefined, { lanes, outputs, stack }: Resources): RedriveRoute[] {
  const other = others.find((candidate) => candidate.name === name);
  if (other) {
    const [from, to] = [outputs[`${other.output}DeadLetterQueueUrl`], outputs[`${other.output}QueueUrl`]];
    if (typeof from !== 'string' || typeof to !== 'string') {
      throw new UsageError(`stack ${stack} has no output ${other.output}DeadLetterQueueUrl`);
    }
    return [{ title: other.title, from, to, readsCopies: false }];
  }
  const chosen = name === undefined ? lanes : lanes.filter((lane) => lane.name === name);
  if (chosen.length === 0) {
    const names = [...lanes, ...others].map((one) => one.name).join(', ');
    throw new UsageError(`there is no lane ${name ?? ''}, only ${names}`);
  }
  return chosen.map(({ name: lane, deadLetters, ready }) => ({
    title: `lane ${lane}`,
    from: deadLetters.url,
    to: ready.url,
    readsCopies: true,
  }));
}

function limitOf({ values }: Arguments): number {
  if (values['limit'] === undefined) return Infinity;
  const limit = Number(values['limit']);
  if (!Number.isInteger(limit) || limit < 1) {
    throw new UsageError(`--limit takes a number of messages, not "${values['limit']}"`);
  }
  return limit;
}

const names = { 'sent-back': 'sent back', 'told-again': 'told again', dropped: 'dropped', left: 'left' } as const;

function judgeCopies(reader: LedgerReader) {
  return async (letters: readonly DeadLetter[]): Promise<Fate[]> => {
    const read = letters.map(({ body }) => readDeadCopy(body));
    const ids = read.flatMap((one) => ('copy' in one ? [one.copy.id] : []));
    const records = await reader.readConsistent([...new Set(ids)]);
    const nowMs = systemClock.now();
    return read.map((one) => {
      if ('problem' in one) return { name: 'unreadable', problem: one.problem };
      const record = records.get(one.copy.id) ?? null;
      const fate = redriven(one.copy, record, nowMs);
      const name = names[fate];
      const resend = { group: record?.site || domainOf(one.copy.recipient) };
      if (fate === 'left') return { name };
      return fate === 'dropped' ? { name, drops: true } : { name, resend };
    });
  };
}

/** The submit function tells good ones from bad, and the same one twice from two. */
async function judgeSubmissions(letters: readonly DeadLetter[]): Promise<Fate[]> {
  return letters.map(() => ({ name: names['sent-back'], resend: {} }));
}

function senderTo(sqs: SQSClient, queueUrl: string) {
  const sender = createQueueSender(sqs, queueUrl, systemClock);
  return async (messages: readonly { readonly body: string; readonly group?: string }[]): Promise<void> => {
    const sends = messages.map((message) => sender.send({ ...message, delaySeconds: 0 }));
    sender.flush();
    await Promise.all(sends);
  };
}

function format(title: string, { counts, unreadable }: RedriveReport, isDryRun: boolean): string {
  const parts = [...counts].map(([name, count]) => `${count} ${name}`);
  const what = parts.join(', ') || 'no dead letters';
  const lines = unreadable.map(({ messageId, problem }) => `  unreadable ${messageId}: ${problem}\n`);
  return `${title}: ${what}${isDryRun && parts.length > 0 ? ' (dry run: nothing was changed)' : ''}\n${lines.join('')}`;
}
