import type { Provider } from './provider.ts';

const date = '2026-11-23';
const hourMs = 3_600_000;

/** Yahoo! JAPAN: other hosts than Yahoo’s. */
export const yahooJapan: Provider = {
  name: 'yahoo-japan',
  mxSuffixes: ['.mail.yahoo.co.jp'],
  sampleHosts: ['mx1.mail.yahoo.co.jp'],
  limits: { connections: 2, messagesPerConnection: 20, rate: '10/s' },
  tls: 'opportunistic',
  postmaster: {
    address: 'postmaster@yahoo.co.jp',
    source: 'the SOA record of yahoo.co.jp names it; no form of its own was found',
    date: '2026-11-25',
  },
  source: 'KumoMTA community/shaping.toml',
  date,
  rules: [
    {
      name: 'yahoo-japan-rate',
      text: /vs98-ip0/,
      then: { outcome: 'defer', kind: 'rate', scope: 'site', action: { name: 'suspend', durationMs: hourMs } },
      samples: {
        matches: [['553 Mail from 192.0.2.1 not allowed - VS98-IP0 deferred', 'mail']],
        not: [['421 [TSS04] Messages from 192.0.2.1 temporarily deferred', 'mail']],
      },
      source: 'KumoMTA community/shaping.toml',
      date,
    },
    {
      name: 'yahoo-japan-reputation',
      text: /\[(?:tss|ipts)04\]/,
      then: { outcome: 'defer', kind: 'reputation', scope: 'site', action: { name: 'suspend', durationMs: hourMs } },
      samples: {
        matches: [
          [
            '421 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints',
            'mail',
          ],
        ],
        not: [['553 VS98-IP0 deferred', 'mail']],
      },
      source: 'KumoMTA community/shaping.toml',
      date,
    },
  ],
};
