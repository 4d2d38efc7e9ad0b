import type { Provider } from './provider.ts';

const date = '2026-11-23';
const hourMs = 3_600_000;

/** QQ Mail and Tencent Exmail. */
export const qq: Provider = {
  name: 'qq',
  mxSuffixes: ['.qq.com'],
  sampleHosts: ['mx3.qq.com', 'mxbiz1.qq.com'],
  limits: { connections: 4, messagesPerConnection: 8 },
  tls: 'required',
  postmaster: {
    url: 'https://openmail.qq.com',
    source: "QQ Mail's page for other mail operators; smtp.codes/qq",
    date: '2026-11-25',
  },
  source: 'KumoMTA community/shaping.toml',
  date,
  rules: [
    {
      name: 'qq-rate',
      text: /(?:ip|sender|domain|connection) frequency limited/,
      then: { outcome: 'defer', kind: 'rate', scope: 'site', action: { name: 'suspend', durationMs: hourMs } },
      samples: {
        matches: [
          ['550 Ip frequency limited. http://service.mail.qq.com/detail/122/172', 'dot'],
          ['550 Sender frequency limited', 'mail'],
        ],
        not: [['550 Mailbox not found', 'rcpt']],
      },
      source: 'service.mail.qq.com/detail/122/172; KumoMTA community/shaping.toml',
      date,
    },
    {
      name: 'qq-recipient',
      text: /unavailable or access deni/,
      // Often a rate: not to be suppressed for.
      then: {
        outcome: 'defer',
        kind: 'recipient-rate',
        scope: 'recipient',
        action: { name: 'retry', durationMs: hourMs },
      },
      samples: {
        matches: [['550 Mailbox unavailable or access denied', 'rcpt']],
        not: [['550 Mailbox not found', 'rcpt']],
      },
      source: 'service.mail.qq.com/detail/122/166',
      date,
    },
    {
      name: 'qq-blocked',
      text: /connection denied|suspected spam ip/,
      then: { outcome: 'defer', kind: 'blocked', scope: 'site', action: { name: 'stop', durationMs: 2 * hourMs } },
      samples: {
        matches: [['550 Connection denied. https://service.mail.qq.com/detail/122/170', 'connect']],
        not: [['550 Connection frequency limited', 'connect']],
      },
      source: 'service.mail.qq.com/detail/122/170',
      date,
    },
    {
      name: 'qq-recipient-policy',
      text: /rejected by recipients/,
      then: { outcome: 'by-code', kind: 'recipient-policy', scope: 'recipient' },
      samples: { matches: [['550 Mail is rejected by recipients', 'dot']], not: [['550 Mail content denied', 'dot']] },
      source: 'service.mail.qq.com/detail/122/92',
      date,
    },
  ],
};
