import { describe, expect, it } from 'vitest';
import { isHardBounce } from '#shared/mail/suppression.ts';
import { ownRules, providers } from '#shared/providers/catalog.ts';
import { classify } from '#shared/smtp/classify.ts';
import { genericRules } from '#shared/smtp/generic-rules.ts';
import { parseReply, type SmtpCommand } from '#shared/smtp/reply.ts';
import type { Kind, Verdict } from '#shared/smtp/verdict.ts';
import { hostileTexts } from './hostile-texts.ts';
import { phrases } from './phrases.ts';
import { allReplies } from './replies/all.ts';

/** Words that some receiver says, and one of its hosts. */
const said = [
  ...allReplies.flatMap(({ mx, entries }) => entries.map(([raw]) => ({ raw, mx }))),
  ...genericRules.flatMap(({ samples }) => [...samples.matches, ...samples.not].map(([raw]) => ({ raw, mx: null }))),
  ...providers.flatMap(({ sampleHosts, rules }) =>
    rules.flatMap(({ samples }) => samples.matches.map(([raw]) => ({ raw, mx: sampleHosts[0] ?? null }))),
  ),
  ...hostileTexts.map((text) => ({ raw: `550 ${text}`, mx: null })),
].map(({ raw, mx }) => ({ words: raw.replaceAll(/^\d{3}(?:[ -]|$)(?:\d\.\d{1,3}\.\d{1,3} ?)?/gm, ''), mx }));

const asPermanent = ['550', '550 5.1.1', '550 5.2.1', '551', '552 5.2.2', '553', '554 5.7.1'];
const asTransient = ['450', '450 4.2.1', '451', '451 4.7.1', '452 4.2.2', '455', '421 4.7.0'];
const transaction: readonly SmtpCommand[] = ['mail', 'rcpt', 'data', 'dot'];

function verdictOf(raw: string, command: SmtpCommand, mx: string | null = null): Verdict & { isHard: boolean } {
  const reply = parseReply(raw, command);
  if (!reply) throw new Error(`not a reply: ${raw}`);
  const verdict = classify(reply, mx === null ? [] : ownRules('', mx));
  return { ...verdict, isHard: verdict.outcome === 'bounce' && isHardBounce(verdict.kind, reply) };
}

/** Those of the words, under each code, at each command, that a receiver may say and that are taken wrongly. */
function wrong(
  words: readonly { words: string; mx: string | null }[],
  codes: readonly string[],
  commands: readonly SmtpCommand[],
  isWrong: (verdict: Verdict & { isHard: boolean }) => boolean,
): string[] {
  return words.flatMap(({ words: text, mx }) =>
    codes.flatMap((code) =>
      commands.flatMap((command) => {
        const verdict = verdictOf(`${code} ${text}`, command, mx);
        return isWrong(verdict) ? [`${command} ${code} ${text}: ${verdict.rule}, ${verdict.scope}`] : [];
      }),
    ),
  );
}

describe('what is said to MAIL', () => {
  it('is about no recipient, whatever the words, the code and the receiver', () => {
    const ofRecipient: readonly Kind[] = ['no-such-recipient', 'mailbox-disabled'];
    const about = wrong(
      said,
      [...asPermanent, ...asTransient],
      ['mail'],
      ({ kind, isHard }) => isHard || ofRecipient.includes(kind),
    );
    expect(about).toEqual([]);
  });
});

describe('a 4yz', () => {
  const explicit =
    /never be accepted|not succeed|never succeed|do not retry|permanently|permanent (?:failure|error)|retrying (?:will|won't)/i;

  it('bounces only by explicit words of finality, whatever else it says', () => {
    const unclear = said.filter(({ words }) => !explicit.test(words));
    expect(unclear.length).toBeGreaterThan(1_500);
    expect(wrong(unclear, asTransient, transaction, ({ outcome }) => outcome === 'bounce')).toEqual([]);
  });

  it.each([
    'Please try again later.',
    'Retry in 5 minutes.',
    'Not accepted right now.',
    'Bitte später erneut versuchen.',
    'Réessayez plus tard.',
    'Inténtelo más tarde.',
    'Riprovare più tardi.',
    'Попробуйте позже.',
    '请稍后重试',
  ])('never bounces beside "%s", even where it says "do not retry" and "permanent error"', (passing) => {
    const mixed = [...said.map(({ words }) => words), 'This will never be accepted, do not retry: a permanent error.'];
    const both = mixed.map((words) => ({ words: `${passing} ${words.slice(0, 600)}`, mx: null }));
    expect(wrong(both, asTransient, ['rcpt', 'dot'], ({ outcome }) => outcome === 'bounce')).toEqual([]);
  });

  it('bounces where it says so', () => {
    expect(verdictOf('451 This will never be accepted, do not retry.', 'rcpt').outcome).toBe('bounce');
  });
});

describe.each(Object.entries(phrases))('in %s', (_language, { recipients, senders, gone, unwilling, refusals }) => {
  const join = (names: readonly string[], states: readonly string[]) =>
    names.flatMap((name) => states.map((state) => ({ words: `${name} ${state}`, mx: null })));
  const disliked = [...join(recipients, unwilling), ...refusals.map((words) => ({ words, mx: null }))];
  const wide: readonly Verdict['scope'][] = ['host', 'site', 'from-domain', 'egress'];

  it('what names one recipient alone stops no site, From-domain or egress', () => {
    const codes = [...asPermanent, ...asTransient.filter((code) => !code.startsWith('421'))];
    const ofOne = [...join(recipients, gone), ...disliked];
    expect(wrong(ofOne, codes, ['rcpt', 'dot'], ({ scope }) => wide.includes(scope))).toEqual([]);
  });

  it('what a recipient does not want suppresses nobody', () => {
    const plain = ['550', '554 5.7.1'];
    expect(wrong(disliked, plain, ['rcpt', 'dot'], ({ isHard }) => isHard)).toEqual([]);
  });

  it('a sender who is not found is no recipient who is not', () => {
    expect(wrong(join(senders, gone), asPermanent, ['rcpt', 'dot'], ({ isHard }) => isHard)).toEqual([]);
  });

  it('a recipient who is not found is told from a sender', () => {
    const [name = ''] = recipients;
    const [state = ''] = gone;
    expect(verdictOf(`550 ${name} ${state}`, 'rcpt').isHard).toBe(true);
  });
});
