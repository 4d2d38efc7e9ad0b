import { describe, expect, it } from 'vitest';
import { ownRules, providerOfHost, providers } from '#shared/providers/catalog.ts';
import { classify } from '#shared/smtp/classify.ts';
import { parseReply } from '#shared/smtp/reply.ts';
import { allReplies } from './replies/all.ts';

describe.each(allReplies.map((replies) => [replies.from, replies] as const))('replies of %s', (_from, replies) => {
  it.each(replies.entries)('%s (%s): %s, %s, %s', (raw, command, outcome, kind, scope) => {
    const reply = parseReply(raw, command);
    expect(reply && classify(reply, replies.mx === null ? [] : ownRules('', replies.mx))).toMatchObject({
      outcome,
      kind,
      scope,
    });
  });
});

describe('the suite', () => {
  const real = allReplies.filter(({ source }) => source !== 'our own wording');

  it('holds at least 150 replies from public sources', () => {
    expect(real.flatMap(({ entries }) => entries).length).toBeGreaterThanOrEqual(150);
    for (const { source } of allReplies) expect(source).not.toBe('');
  });

  it('holds replies of every provider that has rules of its own', () => {
    const seen = new Set(real.flatMap(({ mx }) => (mx === null ? [] : [providerOfHost(mx)?.name])));
    const missing = providers.filter(({ name, rules }) => rules.length > 0 && !seen.has(name)).map(({ name }) => name);
    // Its only rule is in the samples.
    expect(missing).toEqual(['netvigator']);
  });

  it('holds every kind', () => {
    const kinds = new Set(real.flatMap(({ entries }) => entries.map(([, , , kind]) => kind)));
    expect([...kinds].toSorted()).toEqual(
      [
        'authentication',
        'blocked',
        'busy',
        'connections',
        'content',
        'greylist',
        'mailbox-disabled',
        'mailbox-full',
        'message-size',
        'no-such-recipient',
        'protocol',
        'quota-sender',
        'rate',
        'recipient-policy',
        'recipient-rate',
        'recycle',
        'reputation',
        'routing',
      ].toSorted(),
    );
  });
});
