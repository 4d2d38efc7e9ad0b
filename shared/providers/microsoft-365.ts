import type { Provider } from './provider.ts';

const date = '2026-11-23';
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Microsoft 365 and Exchange Online: the mail of organisations. */
export const microsoft365: Provider = {
  name: 'microsoft-365',
  mxSuffixes: ['.mail.protection.outlook.com', '.mx.microsoft'],
  sampleHosts: ['example-com.mail.protection.outlook.com', 'example-com.a-v1.mx.microsoft'],
  limits: { connections: 5, messagesPerConnection: 50 },
  tls: 'opportunistic',
  postmaster: {
    url: 'https://sender.office.com',
    source: 'learn.microsoft.com, Use the delist portal to remove yourself from the blocked senders list',
    date: '2026-11-25',
  },
  source: 'KumoMTA policy-extras/shaping.toml',
  date,
  rules: [
    {
      name: 'm365-connections',
      text: /concurrent connections/,
      then: { outcome: 'defer', kind: 'connections', scope: 'site', action: { name: 'slow', durationMs: 0 } },
      samples: {
        matches: [
          [
            '421 4.3.2 The maximum number of concurrent connections per resource forest has exceeded a limit, closing transmission channel.',
            'connect',
          ],
        ],
        not: [['451 4.7.500 Server busy.', 'rcpt']],
      },
      source: 'smtpfieldmanual.com/code/421',
      date,
    },
    {
      name: 'm365-throttled',
      enhanced: /^4\.7\.[56]\d\d$/,
      then: { outcome: 'defer', kind: 'rate', scope: 'site', action: { name: 'slow', durationMs: hourMs } },
      samples: {
        matches: [
          ['451 4.7.500 Server busy. Please try again later from [192.0.2.1]. (AS77712344)', 'rcpt'],
          ['451 4.7.550 Access denied, please try again later', 'mail'],
        ],
        not: [['451 4.7.860 Access denied, please try again later', 'mail']],
      },
      source: 'support.office.com, "error code 451 4.7.500-699 (ASxxx)"',
      date,
    },
    {
      name: 'm365-suspicious',
      enhanced: /^4\.7\.8[5-9]\d$/,
      then: { outcome: 'defer', kind: 'reputation', scope: 'site', action: { name: 'suspend', durationMs: hourMs } },
      samples: {
        matches: [['451 4.7.860 Access denied, please try again later', 'mail']],
        not: [['451 4.7.500 Server busy', 'mail']],
      },
      source: 'learn.microsoft.com, "Email non-delivery reports in Exchange Online"',
      date,
    },
    {
      name: 'm365-organisation-quota',
      enhanced: /^4\.7\.3$/,
      then: { outcome: 'defer', kind: 'busy', scope: 'message', action: { name: 'retry', durationMs: 15 * minuteMs } },
      samples: {
        matches: [['450 4.7.3 Organization queue quota exceeded.', 'rcpt']],
        not: [['451 4.7.0 Temporary server error.', 'rcpt']],
      },
      source: 'smtpfieldmanual.com/code/450',
      date,
    },
    {
      name: 'm365-recipient-rate',
      enhanced: /^[45]\.2\.12[12]$/,
      then: {
        outcome: 'defer',
        kind: 'recipient-rate',
        scope: 'recipient',
        action: { name: 'retry', durationMs: hourMs },
      },
      samples: {
        matches: [
          [
            '554 5.2.121 The sender has exceeded the limit for the number of messages they can send to this recipient per hour.',
            'dot',
          ],
        ],
        not: [['554 5.2.2 mailbox full', 'dot']],
      },
      source: 'learn.microsoft.com, "Email non-delivery reports in Exchange Online"',
      date,
    },
    {
      name: 'm365-group',
      enhanced: /^5\.7\.1(?:2[4-9]|3[0-9])$/,
      then: { outcome: 'by-code', kind: 'recipient-policy', scope: 'recipient' },
      samples: {
        matches: [['550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required', 'dot']],
        not: [['550 5.7.1 Unable to relay', 'rcpt']],
      },
      source: 'learn.microsoft.com, "Email non-delivery reports in Exchange Online"',
      date,
    },
    {
      name: 'm365-blocked',
      enhanced: /^5\.7\.(?:511|60[6-9]|6[1-4]\d)$/,
      then: { outcome: 'defer', kind: 'blocked', scope: 'site', action: { name: 'stop', durationMs: 2 * hourMs } },
      samples: {
        matches: [
          [
            '550 5.7.606 Access denied, banned sending IP [192.0.2.1]. To request removal from this list please visit https://sender.office.com/',
            'mail',
          ],
        ],
        not: [['550 5.7.509 Access denied, sending domain does not pass DMARC verification', 'dot']],
      },
      source: 'learn.microsoft.com, "Email non-delivery reports in Exchange Online"',
      date,
    },
  ],
};
