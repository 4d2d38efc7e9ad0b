import type { Provider } from './provider.ts';

const date = '2026-11-23';

/** KPN. */
export const kpn: Provider = {
  name: 'kpn',
  mxSuffixes: ['.kpnmail.nl'],
  sampleHosts: ['mx.kpnmail.nl'],
  limits: { connections: 10, messagesPerConnection: 10 },
  tls: 'required',
  postmaster: { address: 'postmaster@kpnmail.nl' },
  notes: 'No form of its own is known: the address is the role of RFC 2142.',
  source: 'KumoMTA community/shaping.toml',
  date,
  rules: [],
};
