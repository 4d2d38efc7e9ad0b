import type { Provider } from './provider.ts';

const date = '2026-11-23';
const hourMs = 3_600_000;

/** Barracuda Email Gateway Defense. */
export const barracuda: Provider = {
  name: 'barracuda',
  mxSuffixes: ['.barracudanetworks.com'],
  sampleHosts: ['d12345a.ess.barracudanetworks.com'],
  limits: { connections: 10, messagesPerConnection: 15 },
  tls: 'required',
  postmaster: {
    url: 'https://www.barracudacentral.org/rbl/removal-request',
    source: 'barracudacentral.org, Removal Request',
    date: '2026-11-25',
  },
  source: 'KumoMTA community/shaping.toml',
  date,
  rules: [
    {
      name: 'barracuda-recycle',
      text: /too many messages .{0,12}session/,
      then: { outcome: 'defer', kind: 'recycle', scope: 'connection', action: { name: 'recycle', durationMs: 0 } },
      samples: {
        matches: [['421 Too many messages for this session', 'mail']],
        not: [['451 4.7.1 Recipient address rejected: Greylisted for 5 minutes', 'rcpt']],
      },
      source: 'github.com/KumoCorp/kumomta, community/shaping.toml',
      date,
    },
    {
      name: 'barracuda-blocked',
      text: /policy rejection- ?abuse/,
      then: { outcome: 'defer', kind: 'blocked', scope: 'site', action: { name: 'stop', durationMs: 2 * hourMs } },
      samples: {
        matches: [
          ['450 cuda_nsu 4.7.1 <a@b.test>: Recipient address rejected: Policy Rejection- Abuse. Go away.', 'rcpt'],
        ],
        not: [['550 No such user (a@b.test)', 'rcpt']],
      },
      source: 'smtpfieldmanual.com/code/450',
      date,
    },
    {
      name: 'barracuda-content',
      text: /:blocked\)/,
      unless: /client host/,
      then: { outcome: 'by-code', kind: 'content', scope: 'message' },
      samples: {
        matches: [['550 permanent failure for one or more recipients (a@b.test:blocked)', 'dot']],
        not: [
          ['550 No such user (a@b.test)', 'rcpt'],
          ['550 Client host [192.0.2.1] blocked using Barracuda Reputation (a@b.test:blocked)', 'dot'],
        ],
      },
      source: 'smtpfieldmanual.com/code/550',
      date,
    },
  ],
};
