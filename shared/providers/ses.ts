import type { Provider } from './provider.ts';

const date = '2026-11-23';
const hourMs = 3_600_000;

/** Amazon SES's SMTP endpoint, as a relay. */
export const ses: Provider = {
  name: 'ses',
  mxSuffixes: [],
  relayHost: /^email-smtp(?:-fips)?\.[a-z0-9-]{2,30}\.amazonaws\.com(?:\.cn)?$/,
  sampleHosts: ['email-smtp.eu-west-1.amazonaws.com', 'email-smtp-fips.us-east-1.amazonaws.com'],
  limits: {},
  tls: 'required',
  postmaster: {
    url: 'https://console.aws.amazon.com/support',
    source: 'docs.aws.amazon.com/ses: open a case in the Support Center',
    date: '2026-11-25',
  },
  notes: "The rate is the account's sending quota: set it as a limit.",
  source: 'docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html',
  date,
  rules: [
    {
      name: 'ses-suspended',
      text: /sending (?:suspended|paused)|not authori[sz]ed to perform/,
      then: { outcome: 'defer', kind: 'blocked', scope: 'egress', action: { name: 'stop', durationMs: 2 * hourMs } },
      samples: {
        matches: [
          ['554 Sending paused for this account', 'dot'],
          ['554 Access denied: User is not authorized to perform ses:SendRawEmail on resource', 'dot'],
        ],
        not: [['554 Message rejected: Email address is not verified.', 'dot']],
      },
      source: 'docs.aws.amazon.com/ses, "SMTP response codes returned by Amazon SES"',
      date,
    },
    {
      name: 'ses-rate',
      text: /maximum sending rate/,
      then: { outcome: 'defer', kind: 'rate', scope: 'site', action: { name: 'slow', durationMs: 0 } },
      samples: {
        matches: [['454 Throttling failure: Maximum sending rate exceeded.', 'dot']],
        not: [['454 Throttling failure: Daily message quota exceeded.', 'dot']],
      },
      source: 'docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html',
      date,
    },
    {
      name: 'ses-quota',
      text: /daily message quota|daily .{0,20}quota exceeded/,
      // The quota counts the last 24 hours: it returns bit by bit.
      then: {
        outcome: 'defer',
        kind: 'quota-sender',
        scope: 'egress',
        action: { name: 'suspend', durationMs: hourMs },
      },
      samples: {
        matches: [['454 Throttling failure: Daily message quota exceeded.', 'dot']],
        not: [['454 Throttling failure: Maximum sending rate exceeded.', 'dot']],
      },
      source: 'docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html',
      date,
    },
    {
      name: 'ses-credentials',
      code: (code) => code === 530 || code === 535,
      then: {
        outcome: 'defer',
        kind: 'authentication',
        scope: 'egress',
        action: { name: 'stop', durationMs: 2 * hourMs },
      },
      samples: {
        matches: [
          ['535 Authentication Credentials Invalid', 'auth'],
          ['530 Authentication required', 'mail'],
        ],
        not: [['554 Message rejected: Email address is not verified.', 'dot']],
      },
      source: 'docs.aws.amazon.com/ses/latest/dg/troubleshoot-smtp.html',
      date,
    },
  ],
};
