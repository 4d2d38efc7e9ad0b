import type { Provider } from './provider.ts';

const date = '2026-11-23';
const hourMs = 3_600_000;

/** laposte.net. */
export const laposte: Provider = {
  name: 'laposte',
  mxSuffixes: ['.laposte.net'],
  sampleHosts: ['smtpz4.laposte.net'],
  limits: { connections: 2, messagesPerConnection: 100 },
  tls: 'opportunistic',
  postmaster: {
    address: 'postmaster@laposte.net',
    source: 'RFC 5321 §4.5.1: the role that every domain has; no form of its own was found',
    date: '2026-11-25',
  },
  source: 'github.com/sisimai/p5-sisimai, Rhost/FrancePTT.pm',
  date,
  rules: [
    {
      name: 'laposte-connections',
      text: /lpn[\w-]{0,8}[ -]104|trop de connexions/,
      then: { outcome: 'defer', kind: 'connections', scope: 'site', action: { name: 'slow', durationMs: hourMs } },
      samples: {
        matches: [
          [
            '421 ME Trop de connexions, veuillez verifier votre configuration. Too many connections, slow down. LPN_104 [104]',
            'connect',
          ],
        ],
        not: [['550 5.1.1 Invalid recipient. LPN_416 [416]', 'rcpt']],
      },
      source:
        'postmastery.com/orange-postmaster-smtp-error-codes-ofr; github.com/sisimai/p5-sisimai, Rhost/FrancePTT.pm',
      date,
    },
    {
      name: 'laposte-busy',
      text: /lpn[\w-]{0,8}[ -]503\b/,
      then: { outcome: 'defer', kind: 'busy', scope: 'site', action: { name: 'suspend', durationMs: 2 * hourMs } },
      samples: {
        matches: [['450 4.7.1 Service refuse. Veuillez essayer plus tard. LPN027_503', 'rcpt']],
        not: [['421 Trop de connexions LPN_104', 'connect']],
      },
      source:
        'postmastery.com/orange-postmaster-smtp-error-codes-ofr; github.com/sisimai/p5-sisimai, Rhost/FrancePTT.pm',
      date,
    },
  ],
};
