import type { Provider } from './provider.ts';

const date = '2026-11-23';
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Comcast, Xfinity. */
export const comcast: Provider = {
  name: 'comcast',
  mxSuffixes: ['.comcast.net'],
  sampleHosts: ['mx1a1.comcast.net'],
  limits: { connections: 25, messagesPerConnection: 1000 },
  tls: 'required',
  postmaster: {
    url: 'https://spa.xfinity.com/report',
    source: 'forwardemail.net/faq, removal contacts; its own replies lead to spa.xfinity.com',
    date: '2026-11-25',
  },
  notes: 'At most 100 recipients a message; we send one.',
  source: 'KumoMTA policy-extras/shaping.toml (given by Comcast)',
  date,
  rules: [
    {
      name: 'comcast-domain-throttled',
      text: /rl000010/,
      then: { outcome: 'defer', kind: 'rate', scope: 'site', action: { name: 'slow', durationMs: 5 * minuteMs } },
      samples: {
        matches: [['421 4.2.0 Domain throttled. RL000010', 'mail']],
        not: [['421 Too many sessions opened. RL000001', 'connect']],
      },
      source: 'spa.xfinity.com/help/postmaster?faq=comcast-mail-errors',
      date,
    },
    {
      name: 'comcast-rate',
      text: /rl0000\d\d/,
      then: { outcome: 'defer', kind: 'rate', scope: 'site', action: { name: 'slow', durationMs: 2 * hourMs } },
      samples: {
        matches: [['421 Too many sessions opened. RL000001', 'connect']],
        not: [['554 Comcast block for spam. BL000000', 'connect']],
      },
      source: 'spa.xfinity.com/help/postmaster?faq=comcast-mail-errors; KumoMTA policy-extras/shaping.toml',
      date,
    },
    {
      name: 'comcast-blocked',
      text: /bl0000\d\d|comcast block for spam/,
      then: { outcome: 'defer', kind: 'blocked', scope: 'site', action: { name: 'stop', durationMs: 2 * hourMs } },
      samples: {
        matches: [
          [
            '554 comcast 192.0.2.1 Comcast block for spam. Please see http://postmaster.comcast.net/smtp-error-codes.php#BL000000',
            'connect',
          ],
        ],
        not: [['550 5.1.1 Not our Customer', 'rcpt']],
      },
      source: 'spa.xfinity.com/help/postmaster?faq=comcast-mail-errors',
      date,
    },
    {
      name: 'comcast-recipient-rate',
      text: /too many recent messages/,
      then: {
        outcome: 'defer',
        kind: 'recipient-rate',
        scope: 'recipient',
        action: { name: 'retry', durationMs: 15 * minuteMs },
      },
      samples: {
        matches: [['452 4.1.1 <a@comcast.net> too many recent messages; Try again later', 'rcpt']],
        not: [['452 4.1.1 <a@comcast.net> user over quota', 'rcpt']],
      },
      source: 'spa.xfinity.com/help/postmaster?faq=comcast-mail-errors',
      date,
    },
  ],
};
