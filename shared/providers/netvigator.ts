import type { Provider } from './provider.ts';

const date = '2026-11-23';

/** Netvigator (HKT). */
export const netvigator: Provider = {
  name: 'netvigator',
  mxSuffixes: ['.netvigator.com'],
  sampleHosts: ['mx1.netvigator.com'],
  limits: { connections: 5, messagesPerConnection: 10 },
  tls: 'required',
  postmaster: {
    address: 'postmaster@netvigator.com',
    source: 'RFC 5321 §4.5.1: the role that every domain has; no form of its own was found',
    date: '2026-11-25',
  },
  source: 'KumoMTA community/shaping.toml',
  date,
  rules: [
    {
      name: 'netvigator-recycle',
      text: /too many messages .{0,12}session/,
      then: { outcome: 'defer', kind: 'recycle', scope: 'connection', action: { name: 'recycle', durationMs: 0 } },
      samples: {
        matches: [['421 4.7.0 Too many messages for this session', 'mail']],
        not: [['421 4.7.0 Too many connections', 'connect']],
      },
      source: 'KumoMTA community/shaping.toml',
      date,
    },
  ],
};
