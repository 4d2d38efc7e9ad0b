import type { Provider } from './provider.ts';

/** Every known receiver. Limits are per sending address. */
export const providers: readonly Provider[] = [
  {
    name: 'gmail',
    mxSuffixes: ['.google.com', '.googlemail.com'],
    limits: { connections: 5, messagesPerConnection: 50 },
    source: 'KumoMTA base shaping file, 2026-11',
  },
  {
    name: 'yahoo',
    mxSuffixes: ['.yahoodns.net'],
    limits: { messagesPerConnection: 20 },
    source: 'help.yahoo.com/kb/SLN3433.html, 2026-11',
  },
  {
    name: 'outlook.com',
    mxSuffixes: ['.olc.protection.outlook.com'],
    limits: { connections: 5, messagesPerConnection: 50 },
    source: 'KumoMTA base shaping file, 2026-11',
  },
  {
    name: 'microsoft-365',
    mxSuffixes: ['.mail.protection.outlook.com', '.mx.microsoft'],
    limits: { connections: 5, messagesPerConnection: 50 },
    source: 'KumoMTA base shaping file, 2026-11',
  },
  {
    name: 'icloud',
    mxSuffixes: ['.icloud.com'],
    limits: { connections: 10, messagesPerConnection: 5 },
    source: 'KumoMTA base shaping file, 2026-11',
  },
];

/** The provider to which all of these MX hosts belong, or undefined. A domain with a foreign backup host is not the provider's. */
export function providerOf(mxHosts: readonly string[]): Provider | undefined {
  if (mxHosts.length === 0) return undefined;
  return providers.find((provider) =>
    mxHosts.every((host) => provider.mxSuffixes.some((suffix) => `.${host}`.endsWith(suffix))),
  );
}
