import { describe, expect, it } from 'vitest';
import { isHardBounce } from '#shared/mail/suppression.ts';
import { ownRules } from '#shared/providers/catalog.ts';
import { classify } from '#shared/smtp/classify.ts';
import { genericRules } from '#shared/smtp/generic-rules.ts';
import { parseReply, type Reply, type SmtpCommand } from '#shared/smtp/reply.ts';
import type { Kind, Verdict } from '#shared/smtp/verdict.ts';
import { allReplies } from './replies/all.ts';
import type { Entry } from './replies/entry.ts';
import { misread } from './replies/misread.ts';

function replyOf(raw: string, command: SmtpCommand): Reply {
  const reply = parseReply(raw, command);
  if (!reply) throw new Error(`not a reply: ${raw}`);
  return reply;
}

/** The reply's words under another code, and another status or none. */
function disguise(raw: string, code: number, status: string): string {
  const begin = status === '' ? '' : `${status} `;
  return raw
    .split('\n')
    .map((line) =>
      line.replace(
        /^\d{3}([ -]|$)(?:\d\.\d{1,3}\.\d{1,3} ?)?/,
        (_code, sign: string) => `${code}${sign || ' '}${begin}`,
      ),
    )
    .join('\n');
}

/** Rules that look at words, and neither at a status nor for one command only. */
const byWords = new Set(
  genericRules
    .filter(({ text, enhanced, commands }) => text && !enhanced && commands?.length !== 1)
    .map(({ name }) => name),
);
/** What the suite's replies of these kinds say by their words alone, whatever the receiver. */
function toldInWords(...kinds: readonly Kind[]): readonly Entry[] {
  return allReplies
    .flatMap(({ entries }) => entries)
    .filter(([raw, command, , kind]) => {
      const verdict = classify(replyOf(raw, command));
      return kinds.includes(kind) && verdict.kind === kind && byWords.has(verdict.rule);
    });
}

const refusals: readonly (readonly [code: number, status: string])[] = [
  [550, ''],
  [550, '5.1.1'],
  [550, '5.2.1'],
  [551, ''],
  [552, ''],
  [553, ''],
  [554, '5.7.1'],
];
const passing: readonly (readonly [code: number, status: string])[] = [
  [450, ''],
  [451, '4.7.1'],
  [452, ''],
];

/** The disguised replies of which the verdict is wrong. */
function wrong(
  entries: readonly Entry[],
  codes: readonly (readonly [code: number, status: string])[],
  commandsOf: (command: SmtpCommand) => readonly SmtpCommand[],
  isWrong: (verdict: Verdict, reply: Reply) => boolean,
): string[] {
  return entries.flatMap(([raw, command]) =>
    commandsOf(command).flatMap((asked) =>
      codes.flatMap(([code, status]) => {
        const disguised = disguise(raw, code, status);
        const reply = replyOf(disguised, asked);
        const verdict = classify(reply);
        return isWrong(verdict, reply) ? [`${asked} ${disguised}: ${JSON.stringify(verdict)}`] : [];
      }),
    ),
  );
}

const transaction: readonly SmtpCommand[] = ['mail', 'rcpt', 'data', 'dot'];
const wideScopes: readonly Verdict['scope'][] = ['host', 'site', 'from-domain', 'egress'];

describe('words about the sender, dressed as a hard bounce', () => {
  it('never bounce: a limit, a block, a doubt of who sends', () => {
    const entries = toldInWords(
      'connections',
      'rate',
      'recipient-rate',
      'quota-sender',
      'reputation',
      'blocked',
      'authentication',
    );
    expect(entries.length).toBeGreaterThan(250);
    expect(
      wrong(
        entries,
        refusals,
        () => ['mail', 'rcpt', 'dot'],
        ({ outcome }) => outcome === 'bounce',
      ),
    ).toEqual([]);
  });
});

describe('words about something else than the mailbox', () => {
  it('suppress no address, whatever the code and the status say', () => {
    const entries = toldInWords(
      'content',
      'recipient-policy',
      'message-size',
      'protocol',
      'routing',
      'mailbox-full',
      'greylist',
    );
    expect(entries.length).toBeGreaterThan(200);
    const own = (command: SmtpCommand) => (transaction.includes(command) ? [command] : []);
    expect(
      wrong(entries, refusals, own, ({ outcome, kind }, reply) => outcome === 'bounce' && isHardBounce(kind, reply)),
    ).toEqual([]);
  });
});

describe('words about one recipient or one message', () => {
  it('stop no site, From-domain or egress, whatever the code and the status say', () => {
    const entries = toldInWords(
      'no-such-recipient',
      'mailbox-disabled',
      'mailbox-full',
      'recipient-policy',
      'message-size',
      'content',
      'routing',
    );
    expect(entries.length).toBeGreaterThan(300);
    const own = (command: SmtpCommand) => (['rcpt', 'dot'].includes(command) ? [command] : []);
    expect(wrong(entries, [...refusals, ...passing], own, ({ scope }) => wideScopes.includes(scope))).toEqual([]);
  });
});

describe('a reply that is known to be misread', () => {
  const all = misread.flatMap(({ mx, entries }) =>
    entries.map(([raw, command, outcome, kind]) => {
      const reply = replyOf(raw, command);
      return { raw, command, outcome, kind, reply, verdict: classify(reply, mx === null ? [] : ownRules('', mx)) };
    }),
  );

  it.each(all)('$raw ($command) is misread still; else it belongs to its set', ({ outcome, kind, verdict }) => {
    expect(verdict.kind === kind && verdict.outcome === outcome).toBe(false);
  });

  it('suppresses no address that exists', () => {
    const suppressed = all.filter(
      ({ kind, reply, verdict }) =>
        verdict.outcome === 'bounce' && isHardBounce(verdict.kind, reply) && !isHardBounce(kind, reply),
    );
    expect(suppressed).toEqual([]);
  });
});
