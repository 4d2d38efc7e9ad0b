import type { Provider } from './provider.ts';

const date = '2026-11-23';
const minuteMs = 60_000;

/** Mimecast: each region counts for itself. */
export const mimecast: Provider = {
  name: 'mimecast',
  mxSuffixes: ['.mimecast.com', '.mimecast.co.za', '.mimecast-offshore.com'],
  sampleHosts: [
    'eu-smtp-inbound-1.mimecast.com',
    'za-smtp-inbound-1.mimecast.co.za',
    'je-smtp-inbound-1.mimecast-offshore.com',
  ],
  limits: { connections: 10, messagesPerConnection: 100 },
  tls: 'opportunistic',
  postmaster: {
    url: 'https://community.mimecast.com',
    source: 'its own replies; wordtothewise.com/2018/07/who-are-mimecast',
    date: '2026-11-25',
  },
  source: 'KumoMTA policy-extras/shaping.toml (given by Mimecast)',
  date,
  rules: [
    {
      name: 'mimecast-greylist',
      text: /internal resources? (?:is |are )?temporarily unavailable/,
      then: { outcome: 'defer', kind: 'greylist', scope: 'message', action: { name: 'retry', durationMs: minuteMs } },
      samples: {
        matches: [
          ['451 Internal resource temporarily unavailable - https://community.mimecast.com/docs/DOC-1369#451', 'rcpt'],
        ],
        not: [['451 Account service is temporarily unavailable', 'rcpt']],
      },
      source: 'community.mimecast.com, "Mimecast SMTP error codes"',
      date,
    },
    {
      name: 'mimecast-connections',
      text: /account service/,
      then: {
        outcome: 'defer',
        kind: 'connections',
        scope: 'site',
        action: { name: 'slow', durationMs: 5 * minuteMs },
      },
      samples: {
        matches: [['451 Account service is temporarily unavailable', 'rcpt']],
        not: [['451 Internal resource temporarily unavailable', 'rcpt']],
      },
      source: 'community.mimecast.com, "Mimecast SMTP error codes": more than 20 connections at once',
      date,
    },
    {
      name: 'mimecast-region',
      text: /open relay (?:is )?not allowed|incorrect hostname used/,
      then: { outcome: 'by-code', kind: 'routing', scope: 'recipient' },
      samples: {
        matches: [['451 Open relay not allowed', 'rcpt']],
        not: [['451 Internal resource temporarily unavailable', 'rcpt']],
      },
      source: 'community.mimecast.com, "Mimecast SMTP error codes"',
      date,
    },
  ],
};
