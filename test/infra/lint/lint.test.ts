import { describe, expect, it } from 'vitest';
import { lintProviders } from '#infra/lint/lint-providers.ts';
import { lintRules } from '#infra/lint/lint-rules.ts';
import { providers } from '#shared/providers/catalog.ts';
import type { Provider } from '#shared/providers/provider.ts';
import { genericRules } from '#shared/smtp/generic-rules.ts';
import type { Rule } from '#shared/smtp/rule.ts';

const good: Rule = {
  name: 'full',
  text: /mailbox full/,
  then: { outcome: 'by-code', kind: 'mailbox-full', scope: 'recipient' },
  samples: { matches: [['452 Mailbox full', 'rcpt']], not: [['550 No such user', 'rcpt']] },
  source: 'RFC 3463 §3.3',
  date: '2026-11-24',
};
const known: Provider = {
  name: 'example',
  mxSuffixes: ['.example.net'],
  sampleHosts: ['mx1.example.net'],
  limits: { connections: 5, messagesPerConnection: 20, rate: '1/s' },
  tls: 'opportunistic',
  rules: [],
  postmaster: { address: 'postmaster@example.net', source: 'a page', date: '2026-11-25' },
  source: 'a page',
  date: '2026-11-24',
};
const texts = (faults: readonly { fault: string; fix: string }[]) => faults.map(({ fault, fix }) => `${fault}; ${fix}`);

describe('the linter', () => {
  it('finds nothing in what is delivered', () => {
    expect(lintRules('generic', genericRules)).toEqual([]);
    expect(
      lintProviders(
        providers,
        genericRules.map(({ name }) => name),
      ),
    ).toEqual([]);
  });

  it('finds nothing in a good rule and a good provider', () => {
    expect(lintRules('test', [good])).toEqual([]);
    expect(lintProviders([known], [])).toEqual([]);
  });

  it.each<[string, Rule[], RegExp]>([
    [
      'a rule without a sample',
      [{ ...good, samples: { ...good.samples, matches: [] } }],
      /no reply that it matches; add/,
    ],
    ['a rule without a counter-sample', [{ ...good, samples: { ...good.samples, not: [] } }], /must not match; add/],
    ['a rule without a source', [{ ...good, source: ' ' }], /no source; name/],
    ['a rule without a date', [{ ...good, date: 'May' }], /its date "May" is none; give the day/],
    ['a dead rule', [{ ...good, text: /mailbox empty/ }], /it is dead: none of its samples reaches it/],
    [
      'a sample that its rule does not match',
      [{ ...good, samples: { ...good.samples, matches: [...good.samples.matches, ['452 Full', 'rcpt']] } }],
      /does not match its "452 Full" at rcpt/,
    ],
    [
      'a shadowed rule',
      [{ ...good, name: 'any-full', text: /full/ }, good],
      /any-full matches its "452 Mailbox full" at rcpt first; narrow any-full, or move this rule up/,
    ],
    [
      'a counter-sample that is matched',
      [{ ...good, samples: { ...good.samples, not: [['552 mailbox FULL', 'rcpt']] } }],
      /matches "552 mailbox FULL", which it must not; narrow/,
    ],
    ['two rules of one name', [good, good], /another rule has this name/],
    [
      'a sample that is no reply',
      [{ ...good, samples: { ...good.samples, matches: [['full', 'rcpt']] } }],
      /is no reply/,
    ],
    [
      'a pattern with a capital',
      [{ ...good, text: /mailbox full|Boite pleine/ }],
      /"B" never matches; write patterns in lower case/,
    ],
    ['a pattern with an accent', [{ ...good, text: /mailbox full|boîte pleine/ }], /"î" never matches/],
    ['a pattern without a bound', [{ ...good, text: /mailbox.*full/ }], /a repetition has no bound; write \.\{0,40\}/],
  ])('catches %s', (_what, rules, message) => {
    expect(texts(lintRules('test', rules)).join('\n')).toMatch(message);
  });

  it('catches a rule that is shadowed for some of its samples only', () => {
    const both: Rule = {
      ...good,
      samples: {
        ...good.samples,
        matches: [
          ['452 Mailbox full', 'rcpt'],
          ['452 Quota: mailbox full', 'rcpt'],
        ],
      },
    };
    const quota: Rule = {
      ...good,
      name: 'quota',
      text: /quota/,
      samples: { ...good.samples, matches: [['452 Quota', 'rcpt']] },
    };
    expect(texts(lintRules('test', [quota, both]))).toEqual([
      expect.stringMatching(/^quota matches its "452 Quota: mailbox full" at rcpt first/),
    ]);
  });

  it.each<[string, Provider[], RegExp]>([
    [
      'a provider that no host leads to',
      [{ ...known, mxSuffixes: [], sampleHosts: [] }],
      /no host leads to it; give it an MX suffix/,
    ],
    [
      'a suffix without a sample host',
      [{ ...known, mxSuffixes: ['.example.net', '.example.com'] }],
      /no sample host has the suffix "\.example\.com"/,
    ],
    [
      'a sample host that is not its own',
      [{ ...known, sampleHosts: ['mx1.example.net', 'mx1.example.com'] }],
      /mx1\.example\.com is not its own/,
    ],
    [
      'a suffix with a dot at its end',
      [{ ...known, mxSuffixes: ['.example.net.'] }],
      /the suffix "\.example\.net\." can never match; write/,
    ],
    ['a suffix without a dot in front', [{ ...known, mxSuffixes: ['example.net'] }], /can never match/],
    ['a suffix in capitals', [{ ...known, mxSuffixes: ['.Example.net'] }], /can never match/],
    ['a suffix of a whole top-level domain', [{ ...known, mxSuffixes: ['.net'] }], /can never match/],
    [
      'a suffix that another provider covers',
      [known, { ...known, name: 'second', mxSuffixes: ['.mx.example.net'], sampleHosts: ['a.mx.example.net'] }],
      /"\.example\.net" of example covers its suffix "\.mx\.example\.net"; put second before example/,
    ],
    [
      'a suffix that its own covers',
      [{ ...known, mxSuffixes: ['.example.net', '.mx.example.net'], sampleHosts: ['a.mx.example.net'] }],
      /its suffix "\.example\.net" covers its suffix "\.mx\.example\.net"/,
    ],
    [
      'a relay host that none of its samples is',
      [{ ...known, relayHost: /^smtp\.example\.net$/ }],
      /no sample host is its relay/,
    ],
    ['two providers of one name', [known, known], /another provider has this name/],
    ['a provider without a source', [{ ...known, source: '' }], /no source/],
    [
      'a postmaster that cannot be reached',
      [{ ...known, postmaster: { url: 'example', source: 'a page', date: '2026-11-25' } }],
      /its postmaster cannot be reached/,
    ],
    [
      'a postmaster of whom nobody tells',
      [{ ...known, postmaster: { address: 'postmaster@example.net', source: '', date: '2026-11-25' } }],
      /it has no source/,
    ],
    ['a rate that cannot be read', [{ ...known, limits: { rate: 'slowly' } }], /rate "slowly" is not of the form/],
    [
      'a limit that another makes unreachable',
      [{ ...known, limits: { messagesPerConnection: 100, rate: '1/min' } }],
      /messagesPerConnection 100 is never reached at 1\/min, which lets 5 messages through .*; lower it to 5/,
    ],
    [
      'connections that the rate leaves idle',
      [{ ...known, limits: { connections: 10, rate: '1/min' } }],
      /connections 10 is never reached/,
    ],
    ['a rule with a generic name', [{ ...known, rules: [{ ...good, name: 'rate' }] }], /another rule has this name/],
  ])('catches %s', (_what, list, message) => {
    expect(texts(lintProviders(list, ['rate'])).join('\n')).toMatch(message);
  });
});
