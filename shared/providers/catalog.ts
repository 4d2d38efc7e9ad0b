import { barracuda } from './barracuda.ts';
import { charter } from './charter.ts';
import { comcast } from './comcast.ts';
import { cox } from './cox.ts';
import { gmail } from './gmail.ts';
import { gmx } from './gmx.ts';
import { icloud } from './icloud.ts';
import { kpn } from './kpn.ts';
import { laposte } from './laposte.ts';
import { mailRu } from './mail-ru.ts';
import { microsoft365 } from './microsoft-365.ts';
import { mimecast } from './mimecast.ts';
import { netease } from './netease.ts';
import { netvigator } from './netvigator.ts';
import { orange } from './orange.ts';
import { outlook } from './outlook.ts';
import { proofpoint } from './proofpoint.ts';
import { qq } from './qq.ts';
import { ses } from './ses.ts';
import { yahoo } from './yahoo.ts';
import { yahooJapan } from './yahoo-japan.ts';
import { yandex } from './yandex.ts';
import type { Provider } from './provider.ts';
import type { Rule } from '../smtp/rule.ts';

/** Every known receiver. Limits are per sending address. */
export const providers: readonly Provider[] = [
  gmail,
  yahoo,
  outlook,
  microsoft365,
  icloud,
  comcast,
  gmx,
  orange,
  laposte,
  qq,
  netease,
  mimecast,
  barracuda,
  proofpoint,
  cox,
  charter,
  mailRu,
  yandex,
  kpn,
  netvigator,
  yahooJapan,
  ses,
];

function hasMx(provider: Provider, host: string): boolean {
  return provider.mxSuffixes.some((suffix) => `.${host}`.endsWith(suffix));
}

/** The provider to which all of these MX hosts belong, or undefined. A domain with a foreign backup host is not the provider's. */
export function providerOf(mxHosts: readonly string[]): Provider | undefined {
  if (mxHosts.length === 0) return undefined;
  return providers.find((provider) => mxHosts.every((host) => hasMx(provider, host)));
}

export function providerNamed(name: string): Provider | undefined {
  return providers.find((provider) => provider.name === name);
}

/** The provider to which this host belongs, as an MX or as a relay; undefined where nobody knows it. */
export function providerOfHost(host: string): Provider | undefined {
  const name = host.toLowerCase().replace(/\.$/, '');
  return providers.find((provider) => hasMx(provider, name) || (provider.relayHost?.test(name) ?? false));
}

/** The own rules of whoever answers at this host of this site: of the site's provider, else of the host's. */
export function ownRules(site: string, host: string): readonly Rule[] {
  return (providerNamed(site) ?? providerOfHost(host))?.rules ?? [];
}
