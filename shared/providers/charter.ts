import type { Provider } from './provider.ts';

const date = '2026-11-23';
const hourMs = 3_600_000;

/** Charter, Spectrum, Road Runner. */
export const charter: Provider = {
  name: 'charter',
  mxSuffixes: ['.charter.net', '.rr.com'],
  sampleHosts: ['pkvw-mx.msg.pkvw.co.charter.net', 'cdptpa-pub-iedge-vip.email.rr.com'],
  limits: {},
  tls: 'opportunistic',
  postmaster: {
    address: 'abuse@charter.net',
    source:
      'suped.com, How to contact Spectrum/Charter to resolve IP blocked issues (2025): unblock@charter.net is dead',
    date: '2026-11-25',
  },
  notes: 'Limits by reputation; nothing over IPv6.',
  source:
    'spectrum.net/support/internet/understanding-email-error-codes; github.com/sisimai/p5-sisimai, Rhost/Spectrum.pm',
  date,
  rules: [
    {
      name: 'charter-connections',
      text: /aup#[a-z-]{0,6}13[0-4]\d\b/,
      then: { outcome: 'defer', kind: 'connections', scope: 'site', action: { name: 'slow', durationMs: hourMs } },
      samples: {
        matches: [['421 Connection refused. AUP#I-1310', 'connect']],
        not: [['452 Too many messages. AUP#Out-1390', 'mail']],
      },
      source:
        'spectrum.net/support/internet/understanding-email-error-codes; github.com/sisimai/p5-sisimai, Rhost/Spectrum.pm',
      date,
    },
    {
      name: 'charter-rate',
      text: /aup#[a-z-]{0,6}1(?:3[5-9]|4\d)\d\b/,
      then: { outcome: 'defer', kind: 'rate', scope: 'site', action: { name: 'slow', durationMs: hourMs } },
      samples: {
        matches: [['452 Too many messages. AUP#Out-1390', 'mail']],
        not: [['421 Connection refused. AUP#I-1310', 'connect']],
      },
      source:
        'spectrum.net/support/internet/understanding-email-error-codes; github.com/sisimai/p5-sisimai, Rhost/Spectrum.pm',
      date,
    },
  ],
};
