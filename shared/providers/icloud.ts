import { transient } from '../smtp/codes.ts';
import type { Provider } from './provider.ts';

const date = '2026-11-23';
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** iCloud Mail. */
export const icloud: Provider = {
  name: 'icloud',
  mxSuffixes: ['.icloud.com'],
  sampleHosts: ['mx01.mail.icloud.com'],
  limits: { connections: 10, messagesPerConnection: 5 },
  tls: 'opportunistic',
  postmaster: {
    address: 'icloudadmin@apple.com',
    source: 'support.apple.com/en-us/102322, Postmaster information for iCloud Mail',
    date: '2026-11-25',
  },
  source: 'KumoMTA policy-extras/shaping.toml',
  date,
  rules: [
    {
      name: 'icloud-recipient-rate',
      text: /excessive volume/,
      then: {
        outcome: 'defer',
        kind: 'recipient-rate',
        scope: 'recipient',
        action: { name: 'retry', durationMs: 15 * minuteMs },
      },
      samples: {
        matches: [['421 4.7.1 Messages to a@icloud.com deferred due to excessive volume. Try again later', 'rcpt']],
        not: [['451 4.7.1 Service unavailable - try again later', 'connect']],
      },
      source: 'support.apple.com/102322',
      date,
    },
    {
      name: 'icloud-busy',
      code: transient,
      text: /service unavailable|\[hcm1\]|\[bs02\]/,
      then: { outcome: 'defer', kind: 'busy', scope: 'site', action: { name: 'suspend', durationMs: 15 * minuteMs } },
      samples: {
        matches: [
          ['451 4.7.1 Service unavailable - try again later', 'connect'],
          ['421 [HCM1] Your mail from 192.0.2.1 was deferred.', 'mail'],
          ['451 [BS02] Temporary server error. Please try again later.', 'dot'],
        ],
        not: [['550 5.7.1 [CS01] Message rejected due to local policy.', 'dot']],
      },
      source: 'KumoMTA community/shaping.toml',
      date,
    },
    {
      name: 'icloud-policy',
      text: /\[cs01\]/,
      then: { outcome: 'by-code', kind: 'recipient-policy', scope: 'message' },
      samples: {
        matches: [['550 5.7.1 [CS01] Message rejected due to local policy.', 'dot']],
        not: [['550 5.7.1 Your message was rejected due to the DMARC policy', 'dot']],
      },
      source: 'support.apple.com/102322',
      date,
    },
    {
      name: 'icloud-listed-domain',
      text: /spamhaus dbl/,
      then: { outcome: 'defer', kind: 'content', scope: 'message', action: { name: 'retry', durationMs: 4 * hourMs } },
      samples: {
        matches: [['550 5.7.1 Your email was rejected due to having a domain present in the Spamhaus DBL', 'dot']],
        not: [['550 5.7.1 Mail from IP 192.0.2.1 was rejected due to listing in Spamhaus SBL.', 'mail']],
      },
      source: 'KumoMTA community/shaping.toml',
      date,
    },
  ],
};
