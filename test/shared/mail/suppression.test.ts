import { expect, test } from 'vitest';
import { isHardBounce } from '#shared/mail/suppression.ts';
import { ownRules } from '#shared/providers/catalog.ts';
import { classify } from '#shared/smtp/classify.ts';
import { parseReply, type SmtpCommand } from '#shared/smtp/reply.ts';
import { allReplies } from '../smtp/replies/all.ts';

/** Whether this reply, from this receiver, takes its recipient off for good. */
function suppresses(raw: string, command: SmtpCommand, mx: string | null): boolean {
  const reply = parseReply(raw, command);
  if (!reply) throw new Error(raw);
  const verdict = classify(reply, mx === null ? [] : ownRules('', mx));
  return verdict.outcome === 'bounce' && isHardBounce(verdict.kind, reply);
}

test('of all known replies only those suppress that say for good that there is nobody', () => {
  const wrong = allReplies.flatMap(({ mx, entries }) =>
    entries.flatMap(([raw, command, outcome, kind]) => {
      const isGone =
        outcome === 'bounce' && raw.startsWith('5') && ['no-such-recipient', 'mailbox-disabled'].includes(kind);
      return suppresses(raw, command, mx) === isGone ? [] : [raw];
    }),
  );
  expect(wrong).toEqual([]);
});

test.each([
  ['550 Mailbox unavailable or access denied', 'rcpt', 'mx1.qq.com'],
  ['550 Ip frequency limited', 'dot', 'mx1.qq.com'],
  ['550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents more', 'rcpt', null],
  ['550 5.7.1 Our system has detected an unusual rate of unsolicited mail', 'dot', 'aspmx.l.google.com'],
  ['550 5.7.1 Too many invalid recipients from your host', 'rcpt', null],
  ['550 5.1.1 too many messages to this recipient per hour', 'rcpt', null],
  ['550 5.1.1 slow down, throttled', 'rcpt', null],
  ['550 RP:ORQ too many recipients today', 'rcpt', 'mx.163.netease.com'],
  ['554 5.2.122 The recipient has exceeded their limit for messages they can receive per hour', 'dot', null],
] as const)('a rate dressed as 5yz does not: %s', (raw, command, mx) => {
  expect(suppresses(raw, command, mx)).toBe(false);
});
