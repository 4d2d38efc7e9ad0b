import type { Provider } from './provider.ts';

const date = '2026-11-23';
const hourMs = 3_600_000;

/** Cox. */
export const cox: Provider = {
  name: 'cox',
  mxSuffixes: ['.cox.net', '.cxr.mx.a.cloudfilter.net'],
  sampleHosts: ['cxr.mx.a.cloudfilter.net', 'mx.west.cox.net'],
  limits: { connections: 5, messagesPerConnection: 100 },
  tls: 'opportunistic',
  postmaster: {
    address: 'unblock.request@cox.net',
    source: 'cox.com/residential/support/email-error-codes.html#contactus',
    date: '2026-11-25',
  },
  source: 'cox.com/residential/support/email-error-codes.html; github.com/sisimai/p5-sisimai, Rhost/Cox.pm',
  date,
  rules: [
    {
      name: 'cox-connections',
      text: /cxcnct|too many sessions/,
      then: { outcome: 'defer', kind: 'connections', scope: 'site', action: { name: 'slow', durationMs: hourMs } },
      samples: {
        matches: [['421 cox Too many sessions from 192.0.2.1. CXCNCT', 'connect']],
        not: [['452 Message threshold exceeded CXMXRT', 'mail']],
      },
      source: 'cox.com/residential/support/email-error-codes.html; github.com/sisimai/p5-sisimai, Rhost/Cox.pm',
      date,
    },
    {
      name: 'cox-rate',
      text: /cxmxrt|requested action aborted: try again later/,
      then: { outcome: 'defer', kind: 'rate', scope: 'site', action: { name: 'slow', durationMs: hourMs } },
      samples: {
        matches: [['452 cox 192.0.2.1 Message threshold exceeded CXMXRT', 'mail']],
        not: [['421 cox Too many sessions from 192.0.2.1. CXCNCT', 'connect']],
      },
      source: 'cox.com/residential/support/email-error-codes.html; github.com/sisimai/p5-sisimai, Rhost/Cox.pm',
      date,
    },
    {
      name: 'cox-blocked',
      text: /too many (?:bad commands|invalid recipients)/,
      then: { outcome: 'defer', kind: 'blocked', scope: 'site', action: { name: 'stop', durationMs: 3 * hourMs } },
      samples: {
        matches: [['554 cox too many bad commands from 192.0.2.1', 'connect']],
        not: [['421 cox Too many sessions', 'connect']],
      },
      source: 'cox.com/residential/support/email-error-codes.html; github.com/sisimai/p5-sisimai, Rhost/Cox.pm',
      date,
    },
  ],
};
