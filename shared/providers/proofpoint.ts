import type { Provider } from './provider.ts';

const date = '2026-11-23';
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Proofpoint, on demand and Essentials. */
export const proofpoint: Provider = {
  name: 'proofpoint',
  mxSuffixes: ['.pphosted.com', '.ppe-hosted.com'],
  sampleHosts: ['mx0a-00123401.pphosted.com', 'mx1-us1.ppe-hosted.com'],
  limits: { connections: 5, messagesPerConnection: 20 },
  tls: 'opportunistic',
  postmaster: {
    url: 'https://ipcheck.proofpoint.com',
    source: 'its own replies: Blocked - see ipcheck.proofpoint.com',
    date: '2026-11-25',
  },
  source: 'a cautious start of ours: not published, unverified',
  date,
  rules: [
    {
      name: 'proofpoint-verifying',
      text: /verification in progress/,
      then: { outcome: 'defer', kind: 'busy', scope: 'recipient', action: { name: 'retry', durationMs: 5 * minuteMs } },
      samples: {
        matches: [
          [
            '421 4.1.1 <a@b.test>: Recipient address rejected: unverified address: Address verification in progress',
            'rcpt',
          ],
        ],
        not: [['550 5.1.1 <a@b.test>: Recipient address rejected: User unknown', 'rcpt']],
      },
      source: 'smtpfieldmanual.com/code/421',
      date,
    },
    {
      name: 'proofpoint-blocked',
      text: /\bpdr\b|ipcheck\.proofpoint|prs\.proofpoint|dnsbl-lookup/,
      then: { outcome: 'defer', kind: 'blocked', scope: 'site', action: { name: 'stop', durationMs: 2 * hourMs } },
      samples: {
        matches: [
          ['554 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1', 'connect'],
          ['550 5.7.1 Service unavailable; client [192.0.2.1] blocked using prs.proofpoint.com', 'rcpt'],
        ],
        not: [['550 5.1.1 User Unknown', 'rcpt']],
      },
      source: 'ipcheck.proofpoint.com',
      date,
    },
  ],
};
