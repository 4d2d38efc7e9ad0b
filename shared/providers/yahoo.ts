import type { Provider } from './provider.ts';

const date = '2026-11-23';
const hourMs = 3_600_000;

/** Yahoo and AOL. */
export const yahoo: Provider = {
  name: 'yahoo',
  mxSuffixes: ['.yahoodns.net'],
  sampleHosts: ['mta5.am0.yahoodns.net', 'mx-aol.mail.gm0.yahoodns.net'],
  limits: { messagesPerConnection: 20 },
  tls: 'opportunistic',
  postmaster: {
    url: 'https://senders.yahooinc.com/contact/#sender-support-request',
    source: 'senders.yahooinc.com, Sender Support Request',
    date: '2026-11-25',
  },
  notes: 'After 20 messages it may close the connection without a reply.',
  source: 'help.yahoo.com/kb/SLN3433.html; KumoMTA policy-extras/shaping.toml',
  date,
  rules: [
    {
      name: 'yahoo-blocked',
      text: /\[ts03\]|permanently deferred|retrying will not succeed/,
      then: { outcome: 'defer', kind: 'blocked', scope: 'site', action: { name: 'stop', durationMs: 4 * hourMs } },
      samples: {
        matches: [
          [
            '421 4.7.1 [TS03] All messages from 192.0.2.1 will be permanently deferred; Retrying will NOT succeed.',
            'mail',
          ],
          ['553 5.7.2 [TSS09] All messages from 192.0.2.1 will be permanently deferred', 'mail'],
        ],
        not: [['421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred', 'mail']],
      },
      source: 'senders.yahooinc.com/smtp-error-codes',
      date,
    },
    {
      name: 'yahoo-listed',
      code: (code) => code === 553,
      text: /\[bl\d|\[?tss07|spamhaus/,
      then: { outcome: 'defer', kind: 'blocked', scope: 'site', action: { name: 'stop', durationMs: 2 * hourMs } },
      samples: {
        matches: [
          [
            "553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1, because the ip is in Spamhaus's list",
            'connect',
          ],
        ],
        not: [['421 4.7.0 [TSS04] deferred', 'mail']],
      },
      source: 'senders.yahooinc.com/smtp-error-codes; KumoMTA community/shaping.toml',
      date,
    },
    {
      name: 'yahoo-reputation-long',
      text: /\[(?:tss|ipts)05\]/,
      then: {
        outcome: 'defer',
        kind: 'reputation',
        scope: 'site',
        action: { name: 'suspend', durationMs: 4 * hourMs },
      },
      samples: {
        matches: [['421 4.7.0 [TSS05] Messages from 192.0.2.1 temporarily deferred due to user complaints', 'mail']],
        not: [['421 4.7.0 [TSS04] Messages', 'mail']],
      },
      source: 'KumoMTA community/shaping.toml',
      date,
    },
    {
      name: 'yahoo-reputation',
      text: /\[(?:tss?|ipts)0[124]\]|user complaints/,
      then: {
        outcome: 'defer',
        kind: 'reputation',
        scope: 'site',
        action: { name: 'suspend', durationMs: 2 * hourMs },
      },
      samples: {
        matches: [
          [
            '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints',
            'mail',
          ],
          ['421 4.7.0 [TS01] Messages from 192.0.2.1 temporarily deferred', 'connect'],
        ],
        not: [['421 Max message per connection reached, closing transmission channel', 'mail']],
      },
      source: 'senders.yahooinc.com/smtp-error-codes; KumoMTA policy-extras/shaping.toml',
      date,
    },
    {
      name: 'yahoo-busy',
      code: (code) => code === 451,
      text: /resources/,
      then: { outcome: 'defer', kind: 'busy', scope: 'site', action: { name: 'slow', durationMs: 0 } },
      samples: {
        matches: [['451 Resources temporarily unavailable. Please try again later [#4.16.1].', 'connect']],
        not: [['451 Message temporarily deferred due to unresolvable RFC.5321 from domain', 'dot']],
      },
      source: 'senders.yahooinc.com/smtp-error-codes',
      date,
    },
    {
      name: 'yahoo-content',
      text: /not accepted for policy reasons|\[ph01\]|message not allowed - \[/,
      then: { outcome: 'by-code', kind: 'content', scope: 'message' },
      samples: {
        matches: [
          ['554 5.7.9 Message not accepted for policy reasons.', 'dot'],
          ['554 Message not allowed - [PH01] Email not accepted for policy reasons.', 'dot'],
        ],
        not: [['554 Message not allowed - Headers are not RFC compliant[291]', 'dot']],
      },
      source: 'senders.yahooinc.com/smtp-error-codes',
      date,
    },
  ],
};
