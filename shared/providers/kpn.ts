import type { Provider } from './provider.ts';

const date = '2026-11-23';

/** KPN. */
export const kpn: Provider = {
  name: 'kpn',
  mxSuffixes: ['.kpnmail.nl'],
  sampleHosts: ['mx.kpnmail.nl'],
  limits: { connections: 10, messagesPerConnection: 10 },
  tls: 'required',
  postmaster: {
    url: 'https://blacklist.kpnmail.nl',
    source: 'blacklist.kpnmail.nl/Help: FAQ and abuse desk',
    date: '2026-11-25',
  },
  source: 'KumoMTA community/shaping.toml',
  date,
  rules: [],
};
