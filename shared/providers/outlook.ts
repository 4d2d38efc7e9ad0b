import type { Provider } from './provider.ts';

const date = '2026-11-23';
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Outlook.com, Hotmail, Live. */
export const outlook: Provider = {
  name: 'outlook.com',
  mxSuffixes: ['.olc.protection.outlook.com'],
  sampleHosts: ['outlook-com.olc.protection.outlook.com'],
  limits: { connections: 5, messagesPerConnection: 50 },
  tls: 'opportunistic',
  postmaster: {
    url: 'https://olcsupport.office.com',
    source: 'twilio.com/docs/sendgrid, Inbox provider insights: Microsoft Outlook',
    date: '2026-11-25',
  },
  source: 'KumoMTA policy-extras/shaping.toml',
  date,
  rules: [
    {
      name: 'outlook-connections',
      text: /maximum number of connections|max concurrent connections|\(s3115\)|ib007/,
      then: { outcome: 'defer', kind: 'connections', scope: 'site', action: { name: 'slow', durationMs: hourMs } },
      samples: {
        matches: [
          ['451 4.7.652 The mail server [192.0.2.1] has exceeded the maximum number of connections. (S3115)', 'mail'],
        ],
        not: [
          ['451 4.7.650 The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation.', 'mail'],
        ],
      },
      source: 'spamresource.com/2025/07/microsoft-says-too-many-connections.html; KumoMTA community/shaping.toml',
      date,
    },
    {
      name: 'outlook-reputation',
      enhanced: /^4\.7\.65[01]$/,
      then: {
        outcome: 'defer',
        kind: 'reputation',
        scope: 'site',
        action: { name: 'suspend', durationMs: 30 * minuteMs },
      },
      samples: {
        matches: [
          [
            '451 4.7.650 The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation. (S843)',
            'mail',
          ],
        ],
        not: [['451 4.7.652 The mail server has exceeded the maximum number of connections.', 'mail']],
      },
      source: 'KumoMTA policy-extras/shaping.toml',
      date,
    },
    {
      name: 'outlook-rate',
      text: /\brp-00\d/,
      then: { outcome: 'defer', kind: 'rate', scope: 'site', action: { name: 'slow', durationMs: 0 } },
      samples: {
        matches: [['421 RP-001 Unfortunately, some messages from 192.0.2.1 weren’t sent. Please try again.', 'mail']],
        not: [['421 4.3.2 Service not available', 'connect']],
      },
      source: 'sendersupport.olc.protection.outlook.com/pm/troubleshooting',
      date,
    },
    {
      name: 'outlook-blocked',
      text: /block list|\(s31[45]0\)/,
      then: { outcome: 'defer', kind: 'blocked', scope: 'site', action: { name: 'stop', durationMs: 2 * hourMs } },
      samples: {
        matches: [
          [
            "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3150).",
            'mail',
          ],
        ],
        not: [['550 5.5.0 Requested action not taken: mailbox unavailable', 'rcpt']],
      },
      source: 'sendersupport.olc.protection.outlook.com/pm/troubleshooting',
      date,
    },
    {
      name: 'outlook-domain-listed',
      text: /mailfrom domain is listed/,
      then: { outcome: 'defer', kind: 'blocked', scope: 'from-domain', action: { name: 'hold', durationMs: 0 } },
      samples: {
        matches: [['550 5.7.1 Service unavailable, MailFrom domain is listed in Spamhaus. (S8002)', 'mail']],
        not: [['550 5.7.1 Service unavailable, Client host [192.0.2.1] blocked using Spamhaus.', 'rcpt']],
      },
      source: 'smtpfieldmanual.com/code/550',
      date,
    },
    {
      name: 'outlook-authentication',
      text: /required authentication level/,
      then: { outcome: 'defer', kind: 'authentication', scope: 'from-domain', action: { name: 'hold', durationMs: 0 } },
      samples: {
        matches: [
          [
            '550 5.7.515 Access denied, sending domain example.com does not meet the required authentication level.',
            'dot',
          ],
        ],
        not: [['550 5.7.1 Access denied', 'rcpt']],
      },
      source:
        'techcommunity.microsoft.com, "Strengthening Email Ecosystem: Outlook’s New Requirements for High-Volume Senders"',
      date,
    },
  ],
};
